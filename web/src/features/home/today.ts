import type { Run } from '@/api/contract';
import { ended } from '@/lib/runs';
import type { FlowCard, SenderCard, SequenceCard } from './home.api';

export interface Today {
  running: number;
  /** Flows that run by the clock before the day is over, the next first. */
  due: { id: string; title: string; at: string }[];
  good: number;
  partly: number;
  failed: number;
  /** What senders sent today and what holds for today, their actions together. */
  sent: number;
  cap: number;
}

function sameDay(iso: string, now: Date): boolean {
  return new Date(iso).toDateString() === now.toDateString();
}

/** What went on and what is still to come on this day of the reader's zone. */
export function todayOf(of: { recent: Run[]; active: Run[]; flows: FlowCard[]; senders: SenderCard[] }, now: Date): Today {
  const over = of.recent.filter((run) => ended(run.state) && run.finishedAt && sameDay(run.finishedAt, now));
  const usage = of.senders.filter((one) => !one.killed).flatMap((one) => one.usage).filter((one) => one.action !== 'SCAN');
  return {
    running: of.active.filter((run) => run.state !== 'PAUSED').length,
    due: of.flows
      .flatMap((flow) => (flow.state === 'ON' && flow.nextDue && sameDay(flow.nextDue, now) && new Date(flow.nextDue) >= now ? [{ id: flow.id, title: flow.title, at: flow.nextDue }] : []))
      .sort((a, b) => a.at.localeCompare(b.at)),
    good: over.filter((run) => run.state === 'SUCCEEDED').length,
    partly: over.filter((run) => run.state === 'PARTLY_FAILED').length,
    failed: over.filter((run) => run.state === 'FAILED').length,
    sent: usage.reduce((all, one) => all + one.today, 0),
    cap: usage.reduce((all, one) => all + one.cap, 0),
  };
}

/** The flows that run by themselves or did lately, the last that ran first; drafts are for their own page. */
export function flowsAtWork(flows: FlowCard[]): FlowCard[] {
  return flows.filter((flow) => flow.state === 'ON' || flow.lastRun).sort((a, b) => (b.lastRun?.queuedAt ?? '').localeCompare(a.lastRun?.queuedAt ?? ''));
}

/** The sequences that are not put away, those that are live first. */
export function sequencesAtWork(sequences: SequenceCard[]): SequenceCard[] {
  return sequences.filter((one) => one.state !== 'ARCHIVED').sort((a, b) => Number(b.state === 'LIVE') - Number(a.state === 'LIVE'));
}

/** The states of leads as the one bar of a sequence has them, in the order of the way. */
export const LEAD_PARTS = [
  { key: 'begin', label: 'to begin', color: 'var(--bar-NEW)', states: ['PENDING_INVITE'] },
  { key: 'way', label: 'on their way', color: 'var(--bar-SENDING)', states: ['INVITE_SENT', 'CONNECTED', 'IN_SEQUENCE', 'PENDING_VERIFY'] },
  { key: 'replied', label: 'replied', color: 'var(--bar-SYNCED)', states: ['REPLIED'] },
  { key: 'held', label: 'held', color: 'var(--bar-BLOCKED)', states: ['NEEDS_DATA', 'PAUSED'] },
  { key: 'through', label: 'through', color: 'var(--bar-PENDING)', states: ['COMPLETED', 'WITHDRAWN', 'SUPPRESSED'] },
  { key: 'failed', label: 'failed', color: 'var(--bar-FAILED)', states: ['FAILED'] },
] as const;

export function leadParts(counts: Partial<Record<string, number>>): { key: string; label: string; color: string; count: number }[] {
  return LEAD_PARTS.map(({ states, ...part }) => ({ ...part, count: states.reduce((all, state) => all + (counts[state] ?? 0), 0) })).filter((part) => part.count > 0);
}
