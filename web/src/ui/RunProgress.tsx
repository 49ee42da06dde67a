import type { RunState } from '@/api/contract';
import { number } from '@/lib/format';
import { percentDone } from '@/lib/runs';
import classes from './RunProgress.module.css';

interface Going {
  state: RunState;
  done: number;
  failed: number;
  total?: number | null | undefined;
}

/** How far a run or a step of it is; failed rows in red at its end. */
export function RunProgress({ of, height = 8, label }: { of: Going; height?: number; label: string }) {
  const percent = percentDone(of);
  const over = of.state === 'SUCCEEDED' || of.state === 'PARTLY_FAILED';
  const shown = percent ?? (over ? 100 : 0);
  const failed = of.total ? (of.failed / of.total) * 100 : 0;
  const busy = percent === undefined && of.state === 'RUNNING';
  const tone = over ? classes.over : of.state === 'RUNNING' ? '' : classes.idle;
  return (
    <div
      className={classes.track}
      style={{ height }}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={busy ? undefined : Math.round(shown)}
      aria-valuetext={of.total ? `${number(of.done)} of ${number(of.total)}` : `${number(of.done)} done`}
    >
      <div className={`${classes.done} ${tone} ${busy ? classes.unknown : 'bar-move'}`} style={busy ? undefined : { width: `${shown}%` }} />
      {failed > 0 && <div className={`${classes.failed} bar-move`} style={{ left: `${Math.max(0, shown - failed)}%`, width: `${failed}%` }} />}
    </div>
  );
}
