import { describe, expect, it } from 'vitest';
import { afterDeciding, placeOf } from './queue';

const items = ['a', 'b', 'c'].map((id) => ({ id }));

describe('the queue', () => {
  it('stays with the one looked at while others come and go', () => {
    expect(placeOf([{ id: 'new' }, ...items], 'b', 1)).toBe(2);
  });

  it('stays in its place where the one looked at was decided by somebody else', () => {
    expect(placeOf(items, 'gone', 1)).toBe(1);
    expect(placeOf(items, 'gone', 9)).toBe(2);
    expect(placeOf([], undefined, 3)).toBe(0);
  });

  it('goes on to the next, and back from the last', () => {
    expect(afterDeciding(items, 0)?.id).toBe('b');
    expect(afterDeciding(items, 2)?.id).toBe('b');
    expect(afterDeciding([{ id: 'only' }], 0)).toBeUndefined();
  });
});
