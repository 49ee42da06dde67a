import { describe, expect, it } from 'vitest';
import { queryOf, withQuery } from './NodeQuery';
import { complete, isOther, normal } from './query';

describe('the query of a node', () => {
  it('is read from its settings and written back without losing the others', () => {
    const settings = { mode: 'all', connection: 'salesforce', object: 'Contact', fields: ['Id', 'Email'], filter: '{"any":[{"field":"Email","op":"isNotEmpty"}]}', zone: 'Europe/Berlin' };
    const { query, fault } = queryOf(settings);
    expect(fault).toBeUndefined();
    expect(query).toEqual({ object: 'Contact', fields: ['Id', 'Email'], where: { any: [{ field: 'Email', op: 'isNotEmpty' }] }, zone: 'Europe/Berlin' });
    const next = withQuery(settings, 'other', { ...query, where: { all: [] } });
    expect(next).toEqual({ mode: 'all', connection: 'other', object: 'Contact', fields: ['Id', 'Email'], zone: 'Europe/Berlin' });
    expect(withQuery(settings, 'salesforce', query)).toEqual(settings);
  });

  it('keeps what records are sorted by and how many come', () => {
    const settings = { mode: 'all', connection: 'salesforce', object: 'Lead', fields: ['Owner.Name'], order: ['Owner.Name desc', 'LastName'], limit: 20 };
    const { query } = queryOf(settings);
    expect(query.order).toEqual([
      { field: 'Owner.Name', direction: 'desc' },
      { field: 'LastName', direction: 'asc' },
    ]);
    expect(withQuery(settings, 'salesforce', query)).toEqual(settings);
  });

  it('says when conditions cannot be read', () => {
    expect(queryOf({ object: 'Contact', filter: '{nonsense' }).fault).toContain('no JSON');
  });

  it('takes one condition alone as a group of it, and keeps rules that it has no form for', () => {
    expect(queryOf({ object: 'Contact', filter: '{"field":"Email","op":"isNotEmpty"}' }).query.where).toEqual({ all: [{ field: 'Email', op: 'isNotEmpty' }] });
    const not = { not: { field: 'Email', op: 'isEmpty' } } as never;
    expect(isOther(not)).toBe(true);
    expect(complete(not, () => 'ONE')).toBe(true);
    expect(normal({ object: 'A', fields: [], where: not }).where).toEqual({ all: [not] });
  });
});
