import type { Entry, MapField, Suggestion } from './mapping.api';

export const EMPTY: Omit<Entry, 'to'> = { required: false, changes: [], values: {} };

/** The entries with the guesses for fields that nothing fills yet; what people chose stays. */
export function withSuggestions(entries: Entry[], guesses: Suggestion[], least: number): Entry[] {
  const filled = new Set(entries.map((entry) => entry.to));
  return [...entries, ...guesses.filter((guess) => guess.score >= least && !filled.has(guess.to)).map((guess): Entry => ({ ...EMPTY, to: guess.to, from: guess.from }))];
}

/** Fields of the target that have to be filled and are not. */
export function lacking(entries: Entry[], to: MapField[]): MapField[] {
  const filled = new Set(entries.filter((entry) => entry.from || entry.expression || entry.standard).map((entry) => entry.to));
  return to.filter((field) => field.required && field.writable && !filled.has(field.name));
}

export function withEntry(entries: Entry[], to: string, change: Partial<Entry> | undefined): Entry[] {
  if (change === undefined) return entries.filter((entry) => entry.to !== to);
  return entries.some((entry) => entry.to === to) ? entries.map((entry) => (entry.to === to ? { ...entry, ...change } : entry)) : [...entries, { ...EMPTY, to, ...change }];
}
