import { describe, expect, it } from 'vitest';
import { EMPTY, lacking, withEntry, withSuggestions } from './entries';
import type { MapField } from './mapping.api';

const field = (name: string, required: boolean): MapField => ({ name, label: name, type: 'TEXT', required, writable: true, key: false, choices: [] });

describe('the entries of a mapping', () => {
  it('take guesses only where nothing is chosen, and only sure ones', () => {
    const chosen = [{ ...EMPTY, to: 'email', from: 'Work_Email__c' }];
    const all = withSuggestions(
      chosen,
      [
        { from: 'Email', to: 'email', score: 1, why: 'same name' },
        { from: 'Phone', to: 'phone', score: 0.9, why: 'same name' },
        { from: 'Fax', to: 'mobilePhone', score: 0.3, why: 'alike' },
      ],
      0.6,
    );
    expect(all.map((entry) => `${entry.to}<${entry.from}`)).toEqual(['email<Work_Email__c', 'phone<Phone']);
  });

  it('tell what is lacking', () => {
    expect(lacking([{ ...EMPTY, to: 'a', standard: 'x' }, { ...EMPTY, to: 'b' }], [field('a', true), field('b', true), field('c', false)]).map((one) => one.name)).toEqual(['b']);
  });

  it('change, come and go', () => {
    const one = withEntry([], 'a', { from: 'X' });
    expect(withEntry(one, 'a', { required: true })).toEqual([{ ...EMPTY, to: 'a', from: 'X', required: true }]);
    expect(withEntry(one, 'a', undefined)).toEqual([]);
  });
});
