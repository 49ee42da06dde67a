const SHORTEST = 12;

/** What is wrong with a new password as far as the page can tell; the server decides. */
export function passwordFault(password: string): string | undefined {
  if (password.length < SHORTEST) return `At least ${SHORTEST} characters, ${SHORTEST - password.length} more`;
  if (/^(.)\1*$/.test(password)) return 'One character over and over is too easy to guess';
  return undefined;
}
