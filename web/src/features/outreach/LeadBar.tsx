import { number } from '@/lib/format';
import { LEAD_STATE } from './words';
import classes from './outreach.module.css';

const COLORS: Record<string, string> = {
  PENDING_INVITE: 'var(--bar-NEW)',
  INVITE_SENT: 'var(--bar-SENDING)',
  CONNECTED: 'var(--info)',
  IN_SEQUENCE: 'var(--bar-PENDING)',
  PENDING_VERIFY: 'var(--bar-UNKNOWN)',
  NEEDS_DATA: 'var(--bar-BLOCKED)',
  PAUSED: 'var(--idle)',
  REPLIED: 'var(--bar-SYNCED)',
  COMPLETED: 'var(--good)',
  WITHDRAWN: 'var(--line-strong)',
  FAILED: 'var(--bar-FAILED)',
  SUPPRESSED: 'var(--warn)',
};

/** Leads by state as one bar, the same order and colours everywhere. */
export function LeadBar({ counts }: { counts: Partial<Record<string, number>> }) {
  const parts = Object.keys(LEAD_STATE)
    .map((state) => ({ state, count: counts[state] ?? 0 }))
    .filter((part) => part.count > 0);
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  const label = parts.map((part) => `${number(part.count)} ${(LEAD_STATE[part.state]?.label ?? part.state).toLowerCase()}`).join(', ') || 'No leads yet';
  return (
    <div className={classes.bars} role="img" aria-label={label} title={label}>
      {parts.map((part) => (
        <div key={part.state} className="bar-move" style={{ width: `${(part.count / total) * 100}%`, background: COLORS[part.state] }} />
      ))}
    </div>
  );
}
