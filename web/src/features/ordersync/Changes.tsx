import { Text } from '@mantine/core';
import type { ChangedValue, Row } from '@/api/contract';
import classes from './ordersync.module.css';

function shown(value: string | null | undefined): string {
  return value === null || value === undefined || value === '' ? 'empty' : value;
}

function valueOf(of: ChangedValue): string | null | undefined {
  return of.new ?? of.now;
}

function Change({ of, created }: { of: ChangedValue; created: boolean }) {
  return (
    <li>
      <Text span size="xs" c="dimmed">
        {of.column}:{' '}
      </Text>
      {!created && (
        <>
          <span className={classes.old}>{shown(of.old)}</span> →{' '}
        </>
      )}
      <span className={classes.new}>{shown(valueOf(of))}</span>
    </li>
  );
}

/** What of a row differs from the board: old → new. */
export function Changes({ of, limit = Number.POSITIVE_INFINITY }: { of: Row; limit?: number }) {
  const all = (of.changed ?? []).filter((change) => of.action !== 'CREATE' || Boolean(valueOf(change)));
  if (all.length === 0) return null;
  return (
    <ul className={classes.changes}>
      {all.slice(0, limit).map((change) => (
        <Change key={change.column} of={change} created={of.action === 'CREATE'} />
      ))}
      {all.length > limit && (
        <li>
          <Text span size="xs" c="dimmed">
            and {all.length - limit} more
          </Text>
        </li>
      )}
    </ul>
  );
}
