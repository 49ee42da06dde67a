/** A name with its text, as it stands in a row. */
export type Named = [name: string, text: string];

/** What rows come to; a row without a name is not there yet, and of one name the first row counts. */
export function namedOf(rows: Named[]): Record<string, string> | undefined {
  const named = rows.map(([name, text]): Named => [name.trim(), text]).filter(([name]) => name !== '');
  return named.length ? Object.fromEntries([...named].reverse()) : undefined;
}

function same(one: Record<string, string>, other: Record<string, string>): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}

/** The rows as they were written, while they come to what is kept; where that was changed elsewhere, such as by an undo, the rows of what is kept. */
export function rowsShown(written: Named[], kept: Record<string, string>): Named[] {
  return same(namedOf(written) ?? {}, kept) ? written : Object.entries(kept);
}
