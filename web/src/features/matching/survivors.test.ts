import { describe, expect, it } from 'vitest';
import type { Customer } from './matching.api';
import { chosenAtFirst, contested, otherwise } from './survivors';

const customer = (id: string, changedAt: string, fields: Record<string, unknown>): Customer => ({ id, fields, changedAt, externalIds: [] });
const kept = customer('a', '2026-01-01T00:00:00Z', { fullName: 'Jo Smith', title: 'Buyer', owner: 'Mara', language: 'en', lastActivityAt: '2026-01-01T00:00:00Z' });
const other = customer('b', '2026-06-01T00:00:00Z', { fullName: 'Joanna Smith', title: 'Head of purchasing', owner: 'Mara', department: 'Purchasing', lastActivityAt: '2026-05-01T00:00:00Z' });

describe('values that survive a merge', () => {
  it('are asked for only where both say something else', () => {
    expect(contested({ kept, other }, {}).map((one) => one.field)).toEqual(['fullName', 'title', 'lastActivityAt']);
  });

  it('follow the rules until somebody chooses', () => {
    const standard = (rules: Parameters<typeof contested>[1]) => Object.fromEntries(contested({ kept, other }, rules).map((one) => [one.field, one.standard]));
    expect(standard({})).toEqual({ fullName: 'kept', title: 'kept', lastActivityAt: 'other' });
    expect(standard({ fullName: 'LONGEST', title: 'NEWEST' })).toEqual({ fullName: 'other', title: 'other', lastActivityAt: 'other' });
    expect(contested({ kept: other, other: kept }, { fullName: 'LONGEST', title: 'NEWEST' }).map((one) => one.standard)).toEqual(['kept', 'kept', 'kept']);
  });

  it('are sent only where they are to be otherwise than the rules say', () => {
    const fields = contested({ kept, other }, { fullName: 'LONGEST' });
    expect(otherwise(fields, {})).toBeUndefined();
    expect(otherwise(fields, { fullName: 'other', title: 'kept' })).toBeUndefined();
    expect(otherwise(fields, { fullName: 'kept', title: 'other' })).toEqual({ fullName: 'Jo Smith', title: 'Head of purchasing' });
  });

  it('keep a wish not to be contacted unless somebody decides against it', () => {
    const fields = contested({ kept: customer('a', '', { doNotContact: false }), other: customer('b', '', { doNotContact: true }) }, {});
    expect(fields.map(chosenAtFirst)).toEqual(['other']);
    expect(otherwise(fields, {})).toEqual({ doNotContact: true });
    expect(otherwise(fields, { doNotContact: 'kept' })).toBeUndefined();
  });
});
