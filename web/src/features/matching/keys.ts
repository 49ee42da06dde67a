import { useEffect } from 'react';

export type Act = 'same' | 'different' | 'skip' | 'undo' | 'next' | 'previous';

/** As it is written beside the button. */
export const KEY_OF: Record<Act, string> = { same: 'S', different: 'D', skip: 'K', undo: 'U', next: '↓', previous: '↑' };

const LETTERS: Record<string, Act> = { s: 'same', d: 'different', k: 'skip', u: 'undo' };
const ARROWS: Record<string, Act> = { ArrowDown: 'next', ArrowRight: 'next', ArrowUp: 'previous', ArrowLeft: 'previous' };
const WRITING = new Set(['TEXTAREA', 'SELECT']);
const CHOOSING = new Set(['radio', 'checkbox', 'button', 'submit']);

/** Where letters are typed, or a question stands open. */
function writes(target: Element): boolean {
  if (WRITING.has(target.tagName) || (target as HTMLElement).isContentEditable) return true;
  return target.tagName === 'INPUT' && !CHOOSING.has((target as HTMLInputElement).type);
}

/** What a key press asks for; nothing where it belongs to a field, a dialog, or the browser. */
export function actOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'repeat' | 'defaultPrevented' | 'target'>): Act | undefined {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const target = event.target instanceof Element ? event.target : undefined;
  if (target && (writes(target) || target.closest('[role="dialog"], [role="listbox"], [role="menu"]'))) return undefined;
  const letter = event.key.length === 1 ? LETTERS[event.key.toLowerCase()] : undefined;
  // a key held down must not decide one after the other
  if (letter) return event.repeat ? undefined : letter;
  const arrow = ARROWS[event.key];
  // arrows choose among tabs and values, and move what scrolls by itself
  return arrow && !target?.closest('[role="tab"], [role="radiogroup"], input, [role="region"][tabindex]') ? arrow : undefined;
}

/** Listens to the keyboard for what is given; the rest is left alone. */
export function useKeys(acts: Partial<Record<Act, (() => void) | undefined>>): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const act = actOf(event);
      const go = act && acts[act];
      if (!go) return;
      event.preventDefault();
      go();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  });
}
