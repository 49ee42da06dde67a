import { describe, expect, it } from 'vitest';
import { bandOf, chance, likelier, pieces, rest, withProposal } from './figures';

const SETTINGS = { same: 0.9, review: 0.2, promise: 0.99, survivors: {}, learntFrom: 0 };

describe('figures of matching', () => {
  it('never call certain what is not', () => {
    expect([0.94, 0.996, 0.99999, 0.004, 0.00001].map(chance)).toEqual(['94%', '99.6%', 'over 99.9%', '0.4%', 'under 0.1%']);
  });

  it('say a weight in words', () => {
    expect(likelier(8.3)).toBe('300 times likelier if they are one');
    expect(likelier(-2)).toBe('4 times likelier if they are two');
    expect(likelier(0.2)).toBe('says little');
    expect(likelier(40)).toBe('over a million times likelier if they are one');
  });

  it('add up to the probability', () => {
    expect(rest([{ evidence: 'a', words: '', weight: 10 }], 0.5)).toBeCloseTo(-10);
    expect(rest([{ evidence: 'a', words: '', weight: 10 }], 1)).toBeUndefined();
  });

  it('name the band by the thresholds', () => {
    expect([0.95, 0.9, 0.5, 0.1].map((p) => bandOf(p, SETTINGS))).toEqual(['same', 'same', 'review', 'different']);
  });
});

describe('differences of two values', () => {
  it('are marked by word, whatever case and accents', () => {
    expect(pieces('José A. García', 'jose garcia')).toEqual([
      { text: 'José ', shared: true },
      { text: 'A. ', shared: false },
      { text: 'García', shared: true },
    ]);
  });

  it('count a word as often as the other side has it', () => {
    expect(pieces('Ann Ann', 'Ann').map((one) => one.shared)).toEqual([true, false]);
  });

  it('are all of it where the other side says nothing', () => {
    expect(pieces('12 Main St', null)).toEqual([{ text: '12 Main St', shared: false }]);
  });
});

describe('a proposed threshold', () => {
  it('is taken a little higher rather than lower, and review never above it', () => {
    expect(withProposal({ ...SETTINGS, review: 0.8 }, 0.71234567)).toMatchObject({ same: 0.7124, review: 0.7124 });
  });

  it('is left where settings cannot hold it', () => {
    expect(withProposal(SETTINGS, 0.99999)).toBeUndefined();
    expect(withProposal(SETTINGS, 0.3)).toBeUndefined();
  });
});
