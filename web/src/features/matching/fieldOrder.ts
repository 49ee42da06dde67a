/** As people read somebody: who they are, where they work, how to reach them, where they live. */
const ORDER = ['full name', 'given name', 'family name', 'surname', 'name', 'title', 'company', 'email', 'e-mail', 'phone', 'mobile', 'website', 'domain', 'street', 'postcode', 'postal code', 'city', 'state', 'region', 'country', 'date of birth'];

function place(field: string): number {
  const at = ORDER.indexOf(field.toLowerCase());
  return at < 0 ? ORDER.length : at;
}

/** Names first; what has no place of its own keeps its order behind. */
export function inOrder<T extends { field: string }>(rows: T[]): T[] {
  return [...rows].sort((a, b) => place(a.field) - place(b.field));
}
