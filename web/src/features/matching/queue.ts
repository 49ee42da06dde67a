/** Which of a queue is looked at, and what comes after it. */

interface Known {
  id: string;
}

/** The place of what is looked at: by its id, or where the last one stood that is gone. */
export function placeOf(items: Known[], id: string | undefined, before: number): number {
  const at = id === undefined ? -1 : items.findIndex((one) => one.id === id);
  return at >= 0 ? at : Math.max(0, Math.min(before, items.length - 1));
}

/** What is looked at once the one at a place is decided: the next, or the one before where it was the last. */
export function afterDeciding<T extends Known>(items: T[], place: number): T | undefined {
  return items[place + 1] ?? items[place - 1];
}
