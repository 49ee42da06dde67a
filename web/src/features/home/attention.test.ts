import { expect, it } from 'vitest';
import type { OrderSync, Run } from '@/api/contract';
import { attentionOf } from './attention';

const SYNC: OrderSync = { id: 's1', name: 'greyson', environment: 'dev', title: 'Orders', boards: [], counts: { SYNCED: 10 }, orders: 4, lines: 6 };
const RUN: Run = { id: 'r1', kind: 'ordersync.import', title: 'Import of orders', subject: 's1', state: 'FAILED', done: 0, failed: 0, queuedAt: '2026-11-22T12:00:00Z' };
const SENDER = { id: 'a', name: 'Anna', usage: [] };

it('says nothing of what goes right', () => {
  expect(attentionOf({ syncs: [SYNC], connections: [{ id: 'c', vendor: 'monday', name: 'm', endpoint: 'x', healthy: true }], alerts: { open: 0, critical: 0 }, pushes: [], matches: 0, leads: [{ state: 'IN_SEQUENCE', blocker: 'QUOTA', count: 80 }], senders: [SENDER] })).toEqual([]);
});

it('puts what is broken before what waits', () => {
  const found = attentionOf({ syncs: [{ ...SYNC, counts: { NEW: 38, FAILED: 1, BLOCKED: 2 } }], connections: [{ id: 'c', vendor: 'monday', name: 'main', endpoint: 'x', healthy: false, healthMessage: 'The token was refused.' }] });
  expect(found.map((one) => one.tone)).toEqual(['bad', 'bad', 'warn', 'info']);
  expect(found[0]?.text).toContain('The token was refused.');
  expect(found[1]).toMatchObject({ text: '1 row of Orders (dev) failed', to: '/ordersync/s1/rows?state=FAILED' });
});

it('does not ask for a run while one runs', () => {
  const running = { ...RUN, kind: 'ordersync.sync', state: 'RUNNING' as const };
  expect(attentionOf({ syncs: [{ ...SYNC, counts: { NEW: 38 }, lastRun: running }] })).toEqual([]);
});

it('names critical alerts and counts the rest', () => {
  expect(attentionOf({ alerts: { open: 2, critical: 1 }, critical: [{ id: 'x', title: 'The queue grows' }] }).map((one) => one.text)).toEqual(['The queue grows', '1 other alert is open']);
  const named = ['One', 'Two', 'Three'].map((title) => ({ id: title, title }));
  expect(attentionOf({ alerts: { open: 5, critical: 5 }, critical: named }).map((one) => one.text)).toEqual(['One', 'Two', 'Three', '2 more critical alerts are open']);
  expect(attentionOf({ alerts: { open: 2, critical: 2 } }).map((one) => one.text)).toEqual(['2 critical alerts are open']);
});

it('tells the last runs that failed, but not those a later run made up for', () => {
  expect(attentionOf({ recent: [RUN] })[0]?.text).toBe('Import of orders failed');
  expect(attentionOf({ recent: [{ ...RUN, id: 'r2', state: 'SUCCEEDED', queuedAt: '2026-11-22T13:00:00Z' }, RUN] })).toEqual([]);
  expect(attentionOf({ recent: [{ ...RUN, kind: 'ordersync.verify', title: 'Verify', state: 'PARTLY_FAILED' }] })[0]?.text).toBe('Verify found that the board differs from the list');
});

it('tells a paused run once, however old, but not one that goes on by itself', () => {
  const paused: Run = { ...RUN, title: 'Pull of contacts', state: 'PAUSED' };
  expect(attentionOf({ recent: [paused], active: [paused] })).toEqual([{ tone: 'warn', kind: 'pause', text: 'Pull of contacts is paused', to: '/runs/r1', go: 'Open the run' }]);
  expect(attentionOf({ active: [paused] })).toHaveLength(1);
  expect(attentionOf({ active: [{ ...paused, waitsUntil: '2026-11-22T14:00:00Z' }] })).toEqual([]);
});

it('names the pushes that wait for an approval, and counts many', () => {
  const push = { id: 'p', title: 'Old leads', object: 'Contact', connection: 'crm', counts: { READY: 12 } };
  expect(attentionOf({ pushes: [push] })).toEqual([{ tone: 'warn', kind: 'push', text: 'Old leads: 12 records for crm wait for an approval', to: '/pushes/p', go: 'Review' }]);
  expect(attentionOf({ pushes: Array.from({ length: 4 }, (_, at) => ({ ...push, id: String(at) })) })).toEqual([{ tone: 'warn', kind: 'push', text: '4 pushes to the CRM wait for an approval', to: '/pushes', go: 'Review' }]);
});

it('tells leads that wait for a person, not those that wait for a limit or the clock', () => {
  const found = attentionOf({
    leads: [
      { state: 'IN_SEQUENCE', blocker: 'WINDOW', count: 40 },
      { state: 'NEEDS_DATA', blocker: 'DATA', count: 2 },
      { state: 'CONNECTED', blocker: 'APPROVAL', count: 1 },
      { state: 'IN_SEQUENCE', blocker: 'ACCOUNT', count: 3 },
    ],
    tasks: 1,
    unanswered: 50,
    matches: 7,
    senders: [{ ...SENDER, refused: 'sign in again' }, { ...SENDER, id: 'b', killed: '2026-11-22T12:00:00Z', refused: 'x' }],
  });
  expect(found.map((one) => one.text)).toEqual([
    'Anna cannot send: sign in again',
    '50 or more leads wrote and wait for an answer',
    '1 text to leads waits for an approval',
    '2 leads wait for a value that a text needs',
    '3 leads are held until somebody looks',
    '1 task for leads waits for somebody',
    '7 contacts may be customers you have: somebody has to look',
  ]);
});
