/** People written as lines of a table: the first line names the columns. Commas, semicolons or tabs between. */
export function peopleOf(text: string): Record<string, string>[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const head = lines[0];
  if (!head || lines.length < 2) return [];
  const between = head.includes('\t') ? '\t' : head.includes(';') ? ';' : ',';
  const names = head.split(between).map((name) => name.trim());
  return lines.slice(1, 51).map((line) => {
    const cells = line.split(between);
    return Object.fromEntries(names.map((name, at) => [name, (cells[at] ?? '').trim()]).filter(([name]) => name));
  });
}

/** The lines of a pasted list, each once, without what separates them. */
export function linesOf(list: string): string[] {
  return [
    ...new Set(
      list
        .split(/[\n\r,;\t]+/)
        .map((line) => line.trim().replace(/^<|>$/g, ''))
        .filter(Boolean),
    ),
  ];
}
