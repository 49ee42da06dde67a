import { expect, it } from 'vitest';
import type { OrderSync } from '@/api/contract';
import { attentionOf } from './attention';

const SYNC: OrderSync = { id: 's1', name: 'greyson', environment: 'dev', title: 'Orders', boards: [], counts: { SYNCED: 10 }, orders: 4, lines: 6 };

it('says nothing of what goes right', () => {
  expect(attentionOf([SYNC], [{ id: 'c', vendor: 'monday', name: 'm', endpoint: 'x', healthy: true }], [])).toEqual([]);
});

it('puts what is broken before what waits', () => {
  const found = attentionOf([{ ...SYNC, counts: { NEW: 38, FAILED: 1, BLOCKED: 2 } }], [{ id: 'c', vendor: 'monday', name: 'main', endpoint: 'x', healthy: false, healthMessage: 'The token was refused.' }], []);
  expect(found.map((one) => one.tone)).toEqual(['bad', 'bad', 'warn', 'info']);
  expect(found[0]?.text).toContain('The token was refused.');
  expect(found[1]).toMatchObject({ text: '1 row of Orders (dev) failed', to: '/ordersync/s1/rows?state=FAILED' });
});

it('does not ask for a run while one runs', () => {
  const running = { id: 'r', kind: 'ordersync.sync', title: 'Sync', state: 'RUNNING' as const, done: 1, failed: 0, queuedAt: '2026-11-22T12:00:00Z' };
  expect(attentionOf([{ ...SYNC, counts: { NEW: 38 }, lastRun: running }], [], [])).toEqual([]);
});

it('counts open alerts and the last runs that failed, but not those a later run made up for', () => {
  const run = { id: 'r1', kind: 'ordersync.import', title: 'Import of orders', subject: 's1', state: 'FAILED' as const, done: 0, failed: 0, queuedAt: '2026-11-22T12:00:00Z' };
  expect(attentionOf([], [], [run], { open: 2, critical: 1 }).map((one) => one.text)).toEqual(['2 alerts are open, 1 of them critical', 'Import of orders failed']);
  expect(attentionOf([], [], [{ ...run, id: 'r2', state: 'SUCCEEDED', queuedAt: '2026-11-22T13:00:00Z' }, run])).toEqual([]);
  expect(attentionOf([], [], [{ ...run, kind: 'ordersync.verify', title: 'Verify', state: 'PARTLY_FAILED' }])[0]?.text).toBe('Verify found that the board differs from the list');
});

it('asks for the approval that pushes wait for', () => {
  expect(attentionOf([SYNC], [], [], undefined, 2)).toEqual([{ tone: 'warn', text: '2 pushes to the CRM wait for an approval', to: '/pushes', go: 'Review' }]);
});
