import { describe, expect, it } from 'vitest';
import { complete, findingsAt, grouped, ready, relativeWord, withRule } from './query';

const takes = (op: string) => ({ isEmpty: 'NONE', in: 'SOME', between: 'TWO' })[op] ?? 'ONE';

describe('a query that is being put together', () => {
  it('is sent without the conditions that are not filled in yet', () => {
    const query = { object: 'Contact', fields: ['Name'], where: { all: [{ field: 'Email', op: 'contains' }, { field: 'Name', op: 'equals', value: 'Ann' }, { any: [{ field: 'Phone', op: 'isEmpty' }, { field: 'City', op: 'in', value: [] }] }] } };
    expect(ready(query, takes).where).toEqual({ all: [{ field: 'Name', op: 'equals', value: 'Ann' }, { any: [{ field: 'Phone', op: 'isEmpty' }] }] });
  });

  it('has no conditions where none is complete', () => {
    expect(ready({ object: 'Contact', fields: [], where: { all: [{ field: 'Email', op: 'equals' }] } }, takes)).toEqual({ object: 'Contact', fields: [] });
  });

  it('knows when a condition is complete', () => {
    expect(complete({ field: 'A', op: 'between', value: [1, ''] }, takes)).toBe(false);
    expect(complete({ field: 'A', op: 'between', value: [1, 2] }, takes)).toBe(true);
    expect(complete({ field: 'A', op: 'equals', value: false }, takes)).toBe(true);
  });

  it('changes and drops a rule at its place', () => {
    const group = { any: [{ field: 'A', op: 'x' }, { field: 'B', op: 'x' }] };
    expect(withRule(group, 0, undefined)).toEqual({ any: [{ field: 'B', op: 'x' }] });
    expect(withRule(group, 1, { field: 'C', op: 'x' })).toEqual({ any: [{ field: 'A', op: 'x' }, { field: 'C', op: 'x' }] });
  });

  it('finds what is said about a place and what lies below it', () => {
    const problems = [{ place: 'where/all/1/value', message: 'm', wrong: true }, { place: 'where/all/10', message: 'm', wrong: true }];
    expect(findingsAt(problems, 'where/all/1')).toHaveLength(1);
  });

  it('reads relative times aloud', () => {
    expect(relativeWord('N_DAYS_AGO', 180)).toBe('180 days ago');
    expect(relativeWord('START_OF_MONTH', undefined)).toBe('start of month');
  });
});

describe('fields to choose from', () => {
  it('stand below their groups, which the list takes from the groups alone', () => {
    expect(
      grouped([
        { value: 'Email', label: 'Email', group: 'Contact' },
        { value: 'Account.Name', label: 'Account: name', group: 'Of its parents' },
        { value: 'Title', label: 'Title', group: 'Contact' },
      ]),
    ).toEqual([
      { group: 'Contact', items: [{ value: 'Email', label: 'Email' }, { value: 'Title', label: 'Title' }] },
      { group: 'Of its parents', items: [{ value: 'Account.Name', label: 'Account: name' }] },
    ]);
  });
});
