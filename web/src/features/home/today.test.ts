import { expect, it } from 'vitest';
import type { Run } from '@/api/contract';
import { flowsAtWork, leadParts, sequencesAtWork, todayOf } from './today';

const NOW = new Date(2026, 10, 22, 12, 0);
const at = (hour: number, day = 22) => new Date(2026, 10, day, hour).toISOString();
const run = (state: Run['state'], finishedAt: string): Run => ({ id: finishedAt + state, kind: 'k', title: 't', state, done: 0, failed: 0, queuedAt: finishedAt, finishedAt });

it('counts what ended today and what is still due today', () => {
  const flow = { id: 'f', title: 'Nightly', state: 'ON' as const, activeRuns: 0 };
  const today = todayOf(
    {
      recent: [run('SUCCEEDED', at(9)), run('FAILED', at(10)), run('SUCCEEDED', at(9, 21))],
      active: [{ ...run('RUNNING', at(11)), finishedAt: null }, { ...run('PAUSED', at(11)), finishedAt: null }],
      flows: [{ ...flow, nextDue: at(18) }, { ...flow, id: 'g', nextDue: at(14) }, { ...flow, id: 'h', nextDue: at(2, 23) }, { ...flow, id: 'i', state: 'OFF', nextDue: at(15) }],
      senders: [
        { id: 'a', name: 'A', usage: [{ action: 'INVITE', today: 7, cap: 15 }, { action: 'SCAN', today: 1, cap: 4 }] },
        { id: 'b', name: 'B', killed: at(8), usage: [{ action: 'INVITE', today: 0, cap: 20 }] },
      ],
    },
    NOW,
  );
  expect(today).toMatchObject({ running: 1, good: 1, failed: 1, partly: 0, sent: 7, cap: 15 });
  expect(today.due.map((one) => one.id)).toEqual(['g', 'f']);
});

it('shows flows at work, not drafts, and live sequences before paused ones', () => {
  const flow = { title: 't', activeRuns: 0 };
  expect(flowsAtWork([{ ...flow, id: 'draft', state: 'DRAFT' }, { ...flow, id: 'on', state: 'ON' }, { ...flow, id: 'ran', state: 'OFF', lastRun: run('SUCCEEDED', at(9)) }]).map((one) => one.id)).toEqual(['ran', 'on']);
  const one = { name: 'n', counts: {} };
  expect(sequencesAtWork([{ ...one, id: 'p', state: 'PAUSED' }, { ...one, id: 'gone', state: 'ARCHIVED' }, { ...one, id: 'live', state: 'LIVE' }]).map((found) => found.id)).toEqual(['live', 'p']);
});

it('puts the states of leads together in the order of their way', () => {
  expect(leadParts({ REPLIED: 3, INVITE_SENT: 5, CONNECTED: 2 }).map((part) => `${part.count} ${part.label}`)).toEqual(['7 on their way', '3 replied']);
});
