import { describe, expect, it } from 'vitest';
import type { Step } from './document';
import { pathOf, segmentsAt } from './path';

const step = (id: string, next: string | null): Step => ({ id, type: 'wait', next });
const condition = (id: string, yes: string | null, no: string | null, unknown: string | null): Step => ({ id, type: 'condition', yes, no, unknown });

describe('steps as a path', () => {
  it('runs straight down where each leads to the next', () => {
    const path = pathOf([step('a', 'b'), step('b', 'c'), { id: 'c', type: 'end' }]);
    expect(path.below).toEqual([['next'], ['next'], []]);
    expect(path.lanes).toBe(0);
    expect(path.reached).toEqual([true, true, true]);
  });

  it('takes the ways of a condition to one step beside the others as one', () => {
    const path = pathOf([condition('asked', 'hello', 'done', 'done'), step('hello', 'done'), { id: 'done', type: 'end' }]);
    expect(path.below[0]).toEqual(['yes']);
    expect(path.rails).toEqual([{ from: 0, to: 2, lane: 0, ways: ['no', 'unknown'] }]);
    expect(segmentsAt(path, 0).map((one) => one.kind)).toEqual(['out']);
    expect(segmentsAt(path, 1).map((one) => one.kind)).toEqual(['pass']);
    expect(segmentsAt(path, 2).map((one) => one.kind)).toEqual(['in']);
  });

  it('keeps ways apart that overlap, and lets those to one step share a lane', () => {
    const path = pathOf([condition('one', 'two', 'mail', 'done'), condition('two', 'three', 'done', 'done'), step('three', 'done'), step('mail', 'done'), { id: 'done', type: 'end' }]);
    const lane = (from: number, to: number) => path.rails.find((rail) => rail.from === from && rail.to === to)?.lane;
    expect(lane(1, 4)).toBe(lane(0, 4));
    expect(lane(0, 3)).not.toBe(lane(0, 4));
    expect(path.reached[3]).toBe(false);
  });

  it('leads back up, past the last and nowhere without a fault', () => {
    const path = pathOf([step('a', 'b'), step('b', 'c'), condition('c', 'a', null, 'gone')]);
    expect(path.rails).toEqual([{ from: 2, to: 0, lane: 0, ways: ['yes'] }]);
    expect(segmentsAt(path, 2)[0]?.down).toBe(false);
  });
});
