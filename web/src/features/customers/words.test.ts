import { expect, it } from 'vitest';
import { fieldWords, withMoments } from './words';

it('writes our fields as words and leaves those of the CRM alone', () => {
  expect(['fullName', 'title', 'lastActivityAt', 'Newsletter_Topics__c', 'Account.Name', ''].map(fieldWords)).toEqual(['Full name', 'Title', 'Last activity at', 'Newsletter_Topics__c', 'Account.Name', '']);
});

it('names the kind of an address', () => {
  expect(fieldWords('address.work')).toBe('Address (work)');
});

it('writes moments as people read them, and midnight as a day, whatever the zone', () => {
  expect(withMoments('active on 2026-03-20T00:00:00Z')).toMatch(/^active on .*20.*2026$|^active on .*2026.*20$/);
  expect(withMoments('active on 2026-03-20T00:00:00Z')).not.toMatch(/:/);
  expect(withMoments('ended at 2026-03-20T11:30:12.5Z, again')).toMatch(/^ended at .*\d:\d\d.*, again$/);
  expect(withMoments('no moment, 2026-03-20')).toBe('no moment, 2026-03-20');
});
