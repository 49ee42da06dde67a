import type { Connection, OrderSync, Run } from '@/api/contract';
import { count, number, told } from '@/lib/format';
import { ended, foundDifferences } from '@/lib/runs';
import type { Tone } from '@/ui/Tag';

export interface Attention {
  tone: Tone;
  text: string;
  /** A path of this program. */
  to: string;
  go: string;
}

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

/** What somebody should look at, most pressing first; nothing of what goes right. */
export function attentionOf(syncs: OrderSync[], connections: Connection[], recent: Run[], alerts: { open: number; critical: number } = { open: 0, critical: 0 }, waiting = 0): Attention[] {
  const found: Attention[] = [];
  if (alerts.open > 0) {
    const critical = alerts.critical > 0 ? `, ${alerts.critical === alerts.open ? (alerts.open === 1 ? 'and it is critical' : 'all of them critical') : `${number(alerts.critical)} of them critical`}` : '';
    found.push({ tone: alerts.critical > 0 ? 'bad' : 'warn', text: `${count(alerts.open, 'alert')} ${alerts.open === 1 ? 'is' : 'are'} open${critical}`, to: '/alerts', go: 'See to them' });
  }
  if (waiting > 0) found.push({ tone: 'warn', text: `${count(waiting, 'push', 'pushes')} to the CRM ${waiting === 1 ? 'waits' : 'wait'} for an approval`, to: '/pushes', go: 'Review' });
  for (const one of connections) {
    if (one.healthy === false) found.push({ tone: 'bad', text: `The connection ${one.name} does not work: ${one.healthMessage ?? 'no reason given'}`, to: `/connections/${one.id}`, go: 'Look at it' });
  }
  for (const sync of syncs) {
    const { FAILED: failed = 0, BLOCKED: blocked = 0, NEW: fresh = 0 } = sync.counts;
    const where = `${sync.title} (${sync.environment})`;
    if (failed > 0) found.push({ tone: 'bad', text: `${count(failed, 'row')} of ${where} failed`, to: `/ordersync/${sync.id}/rows?state=FAILED`, go: 'See why' });
    if (blocked > 0) found.push({ tone: 'warn', text: `${count(blocked, 'row')} of ${where} ${blocked === 1 ? 'is' : 'are'} blocked`, to: `/ordersync/${sync.id}/rows?state=BLOCKED`, go: 'See why' });
    if (sync.lastLoad?.state === 'REFUSED') found.push({ tone: 'bad', text: `The last import of ${where} was refused: ${sync.lastLoad.message ?? sync.lastLoad.source}`, to: `/ordersync/${sync.id}/import`, go: 'Open the import' });
    else if ((sync.lastLoad?.problems ?? 0) > 0) found.push({ tone: 'warn', text: `${count(sync.lastLoad?.problems ?? 0, 'row')} of the last import of ${where} could not be read`, to: `/ordersync/${sync.id}/import`, go: 'See which' });
    const running = sync.lastRun && (sync.lastRun.state === 'RUNNING' || sync.lastRun.state === 'QUEUED');
    if (fresh > 0 && !running) found.push({ tone: 'info', text: `${count(fresh, 'new row')} of ${where} ${fresh === 1 ? 'waits' : 'wait'} for a run`, to: `/ordersync/${sync.id}/plan`, go: 'Plan and run' });
  }
  for (const run of recent) {
    if (run.state === 'PAUSED') found.push({ tone: 'warn', text: `${run.title} is paused${run.message ? `: ${told(run.message)}` : ''}`, to: `/runs/${run.id}`, go: 'Open the run' });
  }
  for (const run of lastOnes(recent)) {
    if (run.state === 'FAILED') found.push({ tone: 'bad', text: `${run.title} failed${run.message ? `: ${told(run.message)}` : ''}`, to: `/runs/${run.id}`, go: 'Open the run' });
    else if (foundDifferences(run)) found.push({ tone: 'warn', text: `${run.title} found that the board differs from the list`, to: `/runs/${run.id}`, go: 'See what differs' });
    else if (run.state === 'PARTLY_FAILED' && run.kind === 'flows.run') found.push({ tone: 'warn', text: `${count(run.failed, 'record')} of ${run.title} failed`, to: `/runs/${run.id}`, go: 'Open the run' });
  }
  const order: Tone[] = ['bad', 'warn', 'info'];
  return found.sort((a, b) => order.indexOf(a.tone) - order.indexOf(b.tone));
}
