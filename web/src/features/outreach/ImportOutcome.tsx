import { Stack, Text } from '@mantine/core';
import { count, number } from '@/lib/format';
import { Notice } from '@/ui/Notice';
import classes from './outreach.module.css';
import type { ImportAnswer } from './leads.api';
import { LEAD_STATE } from './words';

/** Who can be taken, and who cannot, by why. */
export function ImportOutcome({ of, what = ['row', 'rows'] }: { of: ImportAnswer; what?: [string, string] }) {
  const left = of.lines.filter((line) => line.why);
  const reasons = Object.entries(of.whyLeft);
  return (
    <Stack gap={8}>
      <Notice tone={of.taken > 0 ? 'good' : 'warn'} title={of.rows === 0 ? 'Nobody fits' : `${number(of.taken)} of ${count(of.rows, ...what)} can be taken`}>
        {of.rows === 0 ? 'Choose otherwise.' : of.left > 0 ? `${number(of.left)} cannot, for the reasons below.` : 'All of them.'}
      </Notice>
      {Object.keys(of.columns).length > 0 && (
        <Text size="sm" c="dimmed" className="wrap">
          {Object.entries(of.columns)
            .map(([column, field]) => `${column} → ${field}`)
            .join(', ')}
        </Text>
      )}
      {Object.entries(of.states).some(([state]) => state !== 'PENDING_INVITE') && (
        <Text size="sm">
          Done by another tool already:{' '}
          {Object.entries(of.states)
            .filter(([state]) => state !== 'PENDING_INVITE')
            .map(([state, leads]) => `${number(leads)} ${(LEAD_STATE[state]?.label ?? state).toLowerCase()}`)
            .join(', ')}
          . They get none of it again.
        </Text>
      )}
      {reasons.length > 0 && (
        <ul className={classes.reasons}>
          {reasons.map(([why, people]) => (
            <li key={why} className="wrap">
              <b>{number(people)}</b>: {why}
            </li>
          ))}
        </ul>
      )}
      {left.length > 0 && (
        <details>
          <summary className={classes.summary}>Each of them</summary>
          <ul className={classes.reasons}>
            {left.slice(0, 200).map((row) => (
              <li key={row.row} className="wrap">
                {row.row > 0 && `${row.row}, `}
                {row.who}: {row.why}
              </li>
            ))}
            {of.left > Math.min(200, left.length) && <li>and {number(of.left - Math.min(200, left.length))} more</li>}
          </ul>
        </details>
      )}
    </Stack>
  );
}
