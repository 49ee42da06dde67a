import type { Connection, OrderSync, Run } from '@/api/contract';
import { count, number, told } from '@/lib/format';
import { ended, foundDifferences, waitsForSomebody } from '@/lib/runs';
import type { Tone } from '@/ui/Tag';
import type { Critical, LeadCount, SenderCard, WaitingPush } from './home.api';

export type Kind = 'alert' | 'push' | 'approval' | 'match' | 'lead' | 'message' | 'sender' | 'connection' | 'order' | 'run' | 'pause';

export interface Attention {
  tone: Tone;
  kind: Kind;
  text: string;
  /** A path of this program. */
  to: string;
  go: string;
}

/** What is looked at; what somebody may not read is left out. */
export interface Looked {
  syncs?: OrderSync[] | undefined;
  connections?: Connection[] | undefined;
  /** The last runs, whatever became of them. */
  recent?: Run[] | undefined;
  /** All that are not over. */
  active?: Run[] | undefined;
  alerts?: { open: number; critical: number } | undefined;
  critical?: Critical[] | undefined;
  pushes?: WaitingPush[] | undefined;
  approvals?: number | undefined;
  matches?: number | undefined;
  leads?: LeadCount[] | undefined;
  tasks?: number | undefined;
  unanswered?: number | undefined;
  senders?: SenderCard[] | undefined;
}

/** Above so many of a kind they are counted rather than named. */
const NAMED = 3;

/** Of each kind of work on each thing the newest run that is over: a later good one makes up for what failed before. */
function lastOnes(recent: Run[]): Run[] {
  const seen = new Set<string>();
  return [...recent]
    .filter((run) => ended(run.state))
    .sort((a, b) => b.queuedAt.localeCompare(a.queuedAt))
    .filter((run) => {
      const of = `${run.kind} ${run.subject ?? run.title}`;
      return !seen.has(of) && Boolean(seen.add(of));
    });
}

function alertLines({ open, critical }: { open: number; critical: number }, named: Critical[]): Attention[] {
  const found: Attention[] = named.slice(0, NAMED).map((one) => ({ tone: 'bad', kind: 'alert', text: one.title, to: '/alerts?severity=CRITICAL', go: 'See to it' }));
  const more = Math.max(0, critical - found.length);
  const others = Math.max(0, open - critical);
  if (more > 0) found.push({ tone: 'bad', kind: 'alert', text: `${count(more, found.length ? 'more critical alert' : 'critical alert')} ${more === 1 ? 'is' : 'are'} open`, to: '/alerts?severity=CRITICAL', go: 'See to them' });
  if (others > 0) found.push({ tone: 'warn', kind: 'alert', text: `${count(others, critical ? 'other alert' : 'alert')} ${others === 1 ? 'is' : 'are'} open`, to: '/alerts', go: 'See to them' });
  return found;
}

function pushLines(pushes: WaitingPush[]): Attention[] {
  if (pushes.length > NAMED) return [{ tone: 'warn', kind: 'push', text: `${count(pushes.length, 'push', 'pushes')} to the CRM wait for an approval`, to: '/pushes', go: 'Review' }];
  return pushes.map((one) => ({ tone: 'warn', kind: 'push', text: `${one.title}: ${count(one.counts.READY ?? 0, 'record')} for ${one.connection} ${one.counts.READY === 1 ? 'waits' : 'wait'} for an approval`, to: `/pushes/${one.id}`, go: 'Review' }));
}

/** Held until somebody does something about them; what waits for a time or a limit is not among these. */
const HELD_FOR_SOMEBODY = new Set(['ACCOUNT', 'CONTENT', 'CONSENT', 'CONFIG', 'NO_SENDER', 'KILLED', 'UNHEARD_OF']);

function leadLines({ leads = [], tasks = 0, unanswered = 0, senders = [] }: Looked): Attention[] {
  const of = (which: (one: LeadCount) => boolean) => leads.filter(which).reduce((all, one) => all + one.count, 0);
  const data = of((one) => one.state === 'NEEDS_DATA');
  const texts = of((one) => one.blocker === 'APPROVAL');
  const held = of((one) => HELD_FOR_SOMEBODY.has(one.blocker) && one.state !== 'NEEDS_DATA');
  const found: Attention[] = [];
  const add = (amount: number, kind: Kind, tone: Tone, text: (waits: string) => string, to: string, go: string) => amount > 0 && found.push({ tone, kind, text: text(amount === 1 ? 'waits' : 'wait'), to, go });
  for (const one of senders) {
    const why = one.refused ?? one.barred ?? one.misconfigured;
    if (why && !one.killed) found.push({ tone: 'bad', kind: 'sender', text: `${one.name} cannot send: ${told(why)}`, to: `/outreach/senders?sender=${one.id}`, go: 'Look at it' });
  }
  add(unanswered, 'message', 'warn', (waits) => `${number(unanswered)}${unanswered >= 50 ? ' or more' : ''} ${unanswered === 1 ? 'lead' : 'leads'} wrote and ${waits} for an answer`, '/outreach/inbox', 'Answer');
  add(texts, 'lead', 'warn', (waits) => `${count(texts, 'text')} to leads ${waits} for an approval`, '/outreach/inbox?tab=approve', 'Read them');
  add(tasks, 'lead', 'info', (waits) => `${count(tasks, 'task')} for leads ${waits} for somebody`, '/outreach/inbox?tab=tasks', 'See which');
  add(data, 'lead', 'warn', (waits) => `${count(data, 'lead')} ${waits} for a value that a text needs`, '/outreach/leads?state=NEEDS_DATA', 'Fill in');
  add(held, 'lead', 'warn', () => `${count(held, 'lead')} ${held === 1 ? 'is' : 'are'} held until somebody looks`, '/outreach/leads', 'See why');
  return found;
}

function syncLines(sync: OrderSync): Attention[] {
  const found: Attention[] = [];
  const { FAILED: failed = 0, BLOCKED: blocked = 0, NEW: fresh = 0 } = sync.counts;
  const where = `${sync.title} (${sync.environment})`;
  if (failed > 0) found.push({ tone: 'bad', kind: 'order', text: `${count(failed, 'row')} of ${where} failed`, to: `/ordersync/${sync.id}/rows?state=FAILED`, go: 'See why' });
  if (blocked > 0) found.push({ tone: 'warn', kind: 'order', text: `${count(blocked, 'row')} of ${where} ${blocked === 1 ? 'is' : 'are'} blocked`, to: `/ordersync/${sync.id}/rows?state=BLOCKED`, go: 'See why' });
  if (sync.lastLoad?.state === 'REFUSED') found.push({ tone: 'bad', kind: 'order', text: `The last import of ${where} was refused: ${sync.lastLoad.message ?? sync.lastLoad.source}`, to: `/ordersync/${sync.id}/import`, go: 'Open the import' });
  else if ((sync.lastLoad?.problems ?? 0) > 0) found.push({ tone: 'warn', kind: 'order', text: `${count(sync.lastLoad?.problems ?? 0, 'row')} of the last import of ${where} could not be read`, to: `/ordersync/${sync.id}/import`, go: 'See which' });
  const running = sync.lastRun && (sync.lastRun.state === 'RUNNING' || sync.lastRun.state === 'QUEUED');
  if (fresh > 0 && !running) found.push({ tone: 'info', kind: 'order', text: `${count(fresh, 'new row')} of ${where} ${fresh === 1 ? 'waits' : 'wait'} for a run`, to: `/ordersync/${sync.id}/plan`, go: 'Plan and run' });
  return found;
}

function runLines(recent: Run[], active: Run[]): Attention[] {
  const found: Attention[] = [];
  const paused = new Map([...recent, ...active].filter(waitsForSomebody).map((run) => [run.id, run]));
  for (const run of paused.values()) found.push({ tone: 'warn', kind: 'pause', text: `${run.title} is paused${run.message ? `: ${told(run.message)}` : ''}`, to: `/runs/${run.id}`, go: 'Open the run' });
  for (const run of lastOnes(recent)) {
    if (run.state === 'FAILED') found.push({ tone: 'bad', kind: 'run', text: `${run.title} failed${run.message ? `: ${told(run.message)}` : ''}`, to: `/runs/${run.id}`, go: 'Open the run' });
    else if (foundDifferences(run)) found.push({ tone: 'warn', kind: 'run', text: `${run.title} found that the board differs from the list`, to: `/runs/${run.id}`, go: 'See what differs' });
    else if (run.state === 'PARTLY_FAILED' && run.kind === 'flows.run') found.push({ tone: 'warn', kind: 'run', text: `${count(run.failed, 'record')} of ${run.title} failed`, to: `/runs/${run.id}`, go: 'Open the run' });
  }
  return found;
}

/** What somebody should look at, most pressing first; nothing of what goes right. */
export function attentionOf(of: Looked): Attention[] {
  const { approvals = 0, matches = 0 } = of;
  const found: Attention[] = [...alertLines(of.alerts ?? { open: 0, critical: 0 }, of.critical ?? []), ...pushLines(of.pushes ?? [])];
  if (approvals > 0) found.push({ tone: 'warn', kind: 'approval', text: `${count(approvals, 'flow')} ${approvals === 1 ? 'waits' : 'wait'} for an approval`, to: '/flows', go: 'Decide' });
  for (const one of of.connections ?? []) {
    if (one.healthy === false) found.push({ tone: 'bad', kind: 'connection', text: `The connection ${one.name} does not work: ${one.healthMessage ?? 'no reason given'}`, to: `/connections/${one.id}`, go: 'Look at it' });
  }
  found.push(...(of.syncs ?? []).flatMap(syncLines), ...runLines(of.recent ?? [], of.active ?? []), ...leadLines(of));
  if (matches > 0) found.push({ tone: 'info', kind: 'match', text: `${count(matches, 'contact')} may be ${matches === 1 ? 'a customer' : 'customers'} you have: somebody has to look`, to: '/matching', go: 'Compare' });
  const order: Tone[] = ['bad', 'warn', 'info'];
  return found.sort((a, b) => order.indexOf(a.tone) - order.indexOf(b.tone));
}
