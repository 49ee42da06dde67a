import type { Run } from '@/api/contract';
import { compact, number, oneDecimal, span, told } from '@/lib/format';
import { ended } from '@/lib/runs';
import { useNow } from '@/lib/useNow';

/** "412 of 1,024 · 88 a minute · about 7 min left". */
export function runFigures(run: Run): string {
  const parts = [run.total ? `${number(run.done)} of ${number(run.total)}` : `${number(run.done)} done`];
  if (run.failed > 0) parts.push(`${number(run.failed)} failed`);
  if (run.state === 'RUNNING' && !run.waitsFor) {
    if (run.ratePerMinute) parts.push(`${run.ratePerMinute < 10 ? oneDecimal(run.ratePerMinute) : compact(Math.round(run.ratePerMinute))} a minute`);
    if (run.etaSeconds !== null && run.etaSeconds !== undefined) parts.push(`about ${span(run.etaSeconds)} left`);
  }
  return parts.join(' · ');
}

/** Why a run does nothing just now, counting down where the end is known. */
export function WaitsFor({ run }: { run: Run }) {
  const waiting = Boolean(run.waitsFor) && !ended(run.state);
  const now = useNow(1000, waiting);
  if (!waiting) return null;
  const left = run.waitsUntil ? (new Date(run.waitsUntil).getTime() - now) / 1000 : undefined;
  return (
    <span>
      Waits for {told(run.waitsFor ?? '')}
      {left !== undefined && (left > 0 ? `, goes on in ${span(left)}` : ', goes on now')}
    </span>
  );
}
