/** Only a path of this program: an address of elsewhere must not be where a sign-in leads. */
export function safeReturn(next: string | undefined): string {
  return next && /^\/(?![/\\])/.test(next) && !next.startsWith('/sign-in') ? next : '/';
}
