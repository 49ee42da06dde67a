import type { Connection, OrderSync, Run } from '@/api/contract';
import { count } from '@/lib/format';
import type { Tone } from '@/ui/Tag';

export interface Attention {
  tone: Tone;
  text: string;
  /** A path of this program. */
  to: string;
  go: string;
}

/** What somebody should look at, most pressing first; nothing of what goes right. */
export function attentionOf(syncs: OrderSync[], connections: Connection[], recent: Run[]): Attention[] {
  const found: Attention[] = [];
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
    if (run.state === 'PAUSED') found.push({ tone: 'warn', text: `${run.title} is paused${run.message ? `: ${run.message}` : ''}`, to: `/runs/${run.id}`, go: 'Open the run' });
  }
  const order: Tone[] = ['bad', 'warn', 'info'];
  return found.sort((a, b) => order.indexOf(a.tone) - order.indexOf(b.tone));
}
