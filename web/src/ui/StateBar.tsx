import { Tooltip } from '@mantine/core';
import { type Counts, ROW_STATES, type RowState } from '@/api/contract';
import { number } from '@/lib/format';
import { ROW_STATE } from '@/lib/words';
import classes from './StateBar.module.css';

function shown(counts: Counts): { state: RowState; count: number }[] {
  return ROW_STATES.map((state) => ({ state, count: counts[state] ?? 0 })).filter((part) => part.count > 0);
}

/** Rows by state as one bar, the same order and colours everywhere. Words and numbers stand in the legend or the label. */
export function StateBar({ counts, height = 10 }: { counts: Counts; height?: number }) {
  const parts = shown(counts);
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  const label = parts.length ? parts.map((part) => `${number(part.count)} ${ROW_STATE[part.state].label.toLowerCase()}`).join(', ') : 'No rows yet';
  return (
    <div className={classes.bar} role="img" aria-label={label} title={label} style={{ ['--bar-height' as string]: `${height}px` }}>
      {parts.map((part) => (
        <div key={part.state} className={`${classes.part} bar-move`} style={{ width: `${(part.count / total) * 100}%`, background: `var(--bar-${part.state})` }} />
      ))}
    </div>
  );
}

export function StateLegend({ counts, link }: { counts: Counts; link?: (state: RowState, text: React.ReactNode) => React.ReactNode }) {
  const parts = shown(counts);
  return (
    <ul className={classes.legend}>
      {parts.map(({ state, count }) => (
        <li key={state}>
          <span className={classes.dot} style={{ background: `var(--bar-${state})` }} />
          <Tooltip label={ROW_STATE[state].means}>
            <span>
              <span className={classes.count}>{number(count)}</span> {link ? link(state, ROW_STATE[state].label) : ROW_STATE[state].label}
            </span>
          </Tooltip>
        </li>
      ))}
    </ul>
  );
}
