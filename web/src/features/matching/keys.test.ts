import { beforeEach, describe, expect, it } from 'vitest';
import { actOf } from './keys';

const press = (key: string, target: EventTarget = document.body, more: Partial<KeyboardEvent> = {}) =>
  actOf({ key, ctrlKey: false, metaKey: false, altKey: false, repeat: false, defaultPrevented: false, target, ...more });

function put(html: string): Element {
  document.body.innerHTML = html;
  const last = document.body.querySelector('[data-here]');
  if (!last) throw new Error('nothing marked');
  return last;
}

describe('the keyboard of the review queue', () => {
  beforeEach(() => {
    document.body.innerHTML = '';
  });

  it('decides, takes back and moves', () => {
    expect(['s', 'D', 'k', 'u', 'ArrowDown', 'ArrowRight', 'ArrowUp', 'ArrowLeft', 'x', 'Shift'].map((key) => press(key))).toEqual(['same', 'different', 'skip', 'undo', 'next', 'next', 'previous', 'previous', undefined, undefined]);
  });

  it('leaves what is typed into fields alone', () => {
    expect(press('s', put('<input type="text" data-here>'))).toBeUndefined();
    expect(press('d', put('<textarea data-here></textarea>'))).toBeUndefined();
    expect(press('s', put('<select data-here></select>'))).toBeUndefined();
  });

  it('decides while a value is chosen, but leaves the arrows to the choice', () => {
    const radio = put('<div role="radiogroup"><input type="radio" data-here></div>');
    expect(press('s', radio)).toBe('same');
    expect(press('ArrowDown', radio)).toBeUndefined();
    expect(press('ArrowRight', put('<button role="tab" data-here></button>'))).toBeUndefined();
  });

  it('does nothing behind a dialog', () => {
    expect(press('s', put('<div role="dialog"><button data-here></button></div>'))).toBeUndefined();
  });

  it('leaves shortcuts of the browser alone', () => {
    expect(press('s', document.body, { ctrlKey: true })).toBeUndefined();
    expect(press('d', document.body, { metaKey: true })).toBeUndefined();
    expect(press('ArrowLeft', document.body, { altKey: true })).toBeUndefined();
  });

  it('decides once however long a key is held; arrows go on', () => {
    expect(press('s', document.body, { repeat: true })).toBeUndefined();
    expect(press('ArrowDown', document.body, { repeat: true })).toBe('next');
  });
});
