import { expect, it } from 'vitest';
import { actionWords, subjectWords } from './words';

const ID = '0196a3c2-1111-7000-8000-000000000001';

it('tells actions in words', () => {
  expect(actionWords('outreach.sender-taken-in')).toBe('Outreach: sender taken in');
  expect(actionWords('flows.published')).toBe('Flows: published');
  expect(actionWords('newpart.done')).toBe('newpart: done');
});

it('names what it was done to, and shortens an id where no name is told', () => {
  expect(subjectWords({ subject: 'Old leads' })).toEqual({ text: 'Old leads', id: false });
  expect(subjectWords({ subject: ID, detail: { name: 'Anna on LinkedIn', account: 'x' } })).toEqual({ text: 'Anna on LinkedIn', id: false });
  expect(subjectWords({ subject: ID, detail: { version: '3' } })).toEqual({ text: '0196a3c2', id: true });
  expect(subjectWords({ subject: null })).toBeUndefined();
});
