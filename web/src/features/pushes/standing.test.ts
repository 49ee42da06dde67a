import { expect, it } from 'vitest';
import { consentWords, standingOf } from './standing';

it('does not call written what was taken back', () => {
  expect(standingOf({ state: 'DONE', counts: { SENT: 3 } })).toBe('DONE');
  expect(standingOf({ state: 'DONE', undo: 'RUNNING', counts: { SENT: 3 } })).toBe('TAKING_BACK');
  expect(standingOf({ state: 'DONE', undo: 'DONE', counts: { UNDONE: 219 } })).toBe('TAKEN_BACK');
  expect(standingOf({ state: 'DONE', undo: 'PARTLY', counts: { UNDONE: 2, KEPT: 1 } })).toBe('PARTLY_TAKEN_BACK');
  expect(standingOf({ state: 'PARTLY_FAILED', undo: 'PARTLY', counts: { SENT: 2, KEPT: 1 } })).toBe('PARTLY_FAILED');
});

it('says in words what a CRM said in data, with who said so', () => {
  expect(consentWords('{"result":"Success","proceed":{"email":"false","emailResult":"Success"}} (crm)')).toBe('The CRM says no to e-mail (crm)');
  expect(consentWords('{"result":"Success","proceed":{"phone":"true","phoneResult":"Success"}}')).toBe('The CRM says yes to calls');
  expect(consentWords('{"result":"Success"}')).toBe('The CRM says nothing about consent');
  expect(consentWords('Asked not to be called (customers)')).toBe('Asked not to be called (customers)');
  expect(consentWords('{broken} (crm)')).toBe('{broken} (crm)');
});
