import { describe, expect, it } from 'vitest';
import type { CrmField, Parent } from './pulls.api';
import { ready } from './query';
import { fieldsLike, hasParents, isLimited, lastOf, orderOf, pathLabel, pathTo, unlimited, wayOf, withLimit, withOrder } from './ways';

const field = (name: string, label: string): CrmField => ({ name, label, type: 'TEXT', vendorType: 'string', filterable: true, sortable: true, calculated: false, pullable: true, choices: [], referenceTo: [], ops: [] });

describe('a way through parents', () => {
  it('is taken apart and put together', () => {
    expect([wayOf('Account.Owner.Name'), lastOf('Account.Owner.Name'), wayOf('Email'), lastOf('Email')]).toEqual(['Account.Owner', 'Name', '', 'Email']);
    expect([pathTo('', 'Account'), pathTo('Account', 'Owner')]).toEqual(['Account', 'Account.Owner']);
    expect(hasParents({ object: 'Contact', fields: ['Email', 'Account.Name'] })).toBe(true);
  });

  it('is read aloud by its labels, and as it stands while they are not known', () => {
    const parent: Parent = {
      path: 'Account.Owner',
      steps: [
        { relationship: 'Account', label: 'Account', objects: ['Account'] },
        { relationship: 'Owner', label: 'Owner', objects: ['User'] },
      ],
      object: 'User',
      label: 'User',
      several: false,
      deeper: true,
      fields: [field('Name', 'Full Name')],
    };
    expect(pathLabel(parent, 'Account.Owner.Name')).toBe('Account › Owner: Full Name');
    expect(pathLabel(undefined, 'Account.Owner.Name')).toBe('Account.Owner.Name');
  });

  it('finds fields by name and label', () => {
    const fields = [field('External_Id__c', 'Our number'), field('Name', 'Name')];
    expect(fieldsLike(fields, ' number ').map((one) => one.name)).toEqual(['External_Id__c']);
    expect(fieldsLike(fields, '')).toHaveLength(2);
  });
});

describe('order and number', () => {
  const query = { object: 'Contact', fields: ['Name'] };

  it('are read in each form they may have', () => {
    expect(orderOf('Name' as never)).toEqual([{ field: 'Name', direction: 'asc' }]);
    expect(orderOf([{ field: 'Name', direction: 'DESC' }, 'Email' as never])).toEqual([
      { field: 'Name', direction: 'desc' },
      { field: 'Email', direction: 'asc' },
    ]);
    expect(orderOf(undefined)).toEqual([]);
  });

  it('are set, and taken out for a pull of what changed', () => {
    const limited = withLimit(withOrder(query, [{ field: 'Name', direction: 'desc' }]), 50);
    expect(isLimited(limited)).toBe(true);
    expect(unlimited(limited)).toEqual(query);
    expect(isLimited(query)).toBe(false);
  });

  it('are sent without what nothing was chosen for', () => {
    const half = withOrder(query, [
      { field: '', direction: 'asc' },
      { field: 'Owner.Name', direction: 'desc' },
    ]);
    expect(ready(half, () => 'ONE')).toEqual({ ...query, order: [{ field: 'Owner.Name', direction: 'desc' }] });
  });
});
