import type { Connection, OrderSync } from '@/api/contract';
import { count, told } from '@/lib/format';
import type { FlowCard, SenderCard, SequenceCard } from './home.api';

export type Job = 'crm' | 'orders' | 'outreach';
export const JOBS: readonly Job[] = ['crm', 'orders', 'outreach'];

/** What is there of each job. What one may not read counts as not there. */
export interface Known {
  connections: Pick<Connection, 'vendor' | 'name' | 'healthy' | 'healthMessage'>[];
  syncs: OrderSync[];
  pulls: number;
  mappings: number;
  people: boolean;
  flows: Pick<FlowCard, 'state' | 'lastRun'>[];
  sequences: Pick<SequenceCard, 'id' | 'state' | 'counts'>[];
  senders: Pick<SenderCard, 'id'>[];
}

export interface Step {
  title: string;
  text: string;
  done: boolean;
  /** A path of this program; none: an earlier step leads there. */
  to?: string;
  go: string;
}

const VENDOR: Record<Job, string> = { crm: 'salesforce', orders: 'monday', outreach: 'unipile' };

function sum(counts: Partial<Record<string, number>>): number {
  return Object.values(counts).reduce<number>((all, one) => all + (one ?? 0), 0);
}

/** Whether anything was set up for the job beyond a connection. */
export function begun(job: Job, of: Known): boolean {
  if (job === 'orders') return of.syncs.length > 0;
  if (job === 'crm') return of.pulls > 0 || of.mappings > 0 || of.people;
  return of.sequences.length > 0 || of.senders.length > 0;
}

/** The jobs that this organisation is about, as far as what it connected or set up tells. */
export function jobsOf(of: Known): Job[] {
  return JOBS.filter((job) => begun(job, of) || of.connections.some((one) => one.vendor === VENDOR[job]));
}

/** The connection step tells what is connected and whether it works; another vendor's connection does not count. */
function connecting(job: Job, of: Known, title: string, ask: string): Step {
  const there = of.connections.filter((one) => one.vendor === VENDOR[job]);
  const good = there.find((one) => one.healthy !== false);
  const best = good ?? there[0];
  if (!best) return { title, text: ask, done: false, to: '/connections', go: 'Connect' };
  if (!good) return { title, text: `${best.name} is there, but does not work: ${told(best.healthMessage ?? 'no reason given')}`, done: false, to: '/connections', go: 'Mend it' };
  return { title, text: best.healthy ? `${best.name} is connected and answers.` : `${best.name} is there; test it once.`, done: true, to: '/connections', go: 'Connections' };
}

function crm(of: Known): Step[] {
  const ran = of.flows.some((flow) => flow.state === 'ON');
  return [
    connecting('crm', of, 'Connect your CRM', 'Add your Salesforce organisation and test it. Reading changes nothing there.'),
    { title: 'Choose what to pull', text: of.pulls ? `${count(of.pulls, 'pull')} saved.` : 'Contacts, leads, accounts: which records and which fields, with a preview.', done: of.pulls > 0, to: of.pulls ? '/pulls' : '/pulls/new', go: of.pulls ? 'Pulls' : 'New pull' },
    { title: 'Say what goes where', text: of.mappings ? `${count(of.mappings, 'mapping')} saved.` : 'A mapping turns fields of the CRM into those of your customers; try it on real records.', done: of.mappings > 0, to: of.mappings ? '/mappings' : '/mappings/new', go: of.mappings ? 'Mappings' : 'New mapping' },
    { title: 'Let a flow do it', text: ran ? 'A flow is switched on.' : 'Pull, map and match by the clock. Nothing is written back before a second person approves it.', done: ran, to: '/flows', go: 'Flows' },
    { title: 'Look at your customers', text: of.people ? 'People are there; who might be one and the same waits under Matches.' : 'They appear here with everything that happened to them.', done: of.people, to: '/customers', go: 'Customers' },
  ];
}

function orders(of: Known): Step[] {
  const first = of.syncs[0];
  const filled = of.syncs.find((sync) => sync.orders > 0);
  const sent = of.syncs.some((sync) => (sync.counts.SYNCED ?? 0) > 0);
  return [
    connecting('orders', of, 'Connect your board', 'Add your monday.com account with an API token and test it.'),
    { title: 'Describe your order list', text: first ? `${first.title} is described.` : 'One mapping file says which column of the list goes to which column of the board.', done: Boolean(first), to: first ? '/ordersync' : '/ordersync/new', go: first ? 'Order syncs' : 'New order sync' },
    { title: 'Import and plan', text: filled ? `${count(filled.orders, 'order')} are in.` : 'Drop the list in and see what would be sent, what it costs and which rows would fail. Nothing is sent yet.', done: Boolean(filled), ...(first ? { to: `/ordersync/${first.id}/import` } : {}), go: 'Import' },
    { title: 'Run', text: sent ? 'Orders are on the board.' : 'Watch the orders arrive. You can pause, and every row says why it waits.', done: sent, ...(filled ? { to: `/ordersync/${filled.id}/plan` } : {}), go: 'Plan and run' },
  ];
}

function outreach(of: Known): Step[] {
  const leads = of.sequences.reduce((all, one) => all + sum(one.counts), 0);
  const first = of.sequences[0];
  const live = of.sequences.some((one) => one.state === 'LIVE');
  // a mailbox of one's own needs no service
  const own = of.senders.length > 0 && !of.connections.some((one) => one.vendor === VENDOR.outreach);
  return [
    own ? { title: 'Connect the service', text: 'You send from a mailbox of your own; LinkedIn needs a service too.', done: true, to: '/connections', go: 'Connections' } : connecting('outreach', of, 'Connect the service', 'Add your Unipile account; it speaks to LinkedIn and mailboxes.'),
    { title: 'Take in senders', text: of.senders.length ? `${count(of.senders.length, 'account')} may send.` : 'The accounts that may send, each with limits of its own and the agreement of its owner.', done: of.senders.length > 0, to: '/outreach/senders', go: 'Senders' },
    { title: 'Write a sequence', text: first ? `${count(of.sequences.length, 'sequence')} written.` : 'Invitations, messages, mails and waits, drawn as a path. A forecast says how long it takes.', done: Boolean(first), to: '/outreach', go: 'Sequences' },
    { title: 'Bring in leads', text: leads ? `${count(leads, 'lead')} are in.` : 'From a file or from your customers; who objected or is at work already stays out.', done: leads > 0, ...(first ? { to: `/outreach/sequences/${first.id}` } : {}), go: 'Bring in' },
    { title: 'Go live', text: live ? 'A sequence is live.' : 'Within working hours and limits; each lead says what it waits for, and an answer ends it.', done: live, ...(first ? { to: `/outreach/sequences/${first.id}` } : {}), go: 'Publish' },
  ];
}

/** What somebody does to begin with this job, in order. */
export function stepsOf(job: Job, of: Known): Step[] {
  return job === 'crm' ? crm(of) : job === 'orders' ? orders(of) : outreach(of);
}
