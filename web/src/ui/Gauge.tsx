import { Group, Text } from '@mantine/core';
import { compact, share } from '@/lib/format';
import type { ReactNode } from 'react';

/** How much of a limit is left. */
export function Gauge({ name, left, quota, below }: { name: string; left: number; quota: number; below?: ReactNode }) {
  const part = quota > 0 ? Math.max(0, Math.min(1, left / quota)) : 0;
  const color = part > 0.25 ? 'var(--bar-SYNCED)' : part > 0.08 ? 'var(--bar-BLOCKED)' : 'var(--bar-FAILED)';
  return (
    <div>
      <Group justify="space-between" gap="xs" wrap="nowrap" align="baseline">
        <Text size="sm" fw={550}>
          {name}
        </Text>
        <Text size="sm" className="nowrap">
          <b>{compact(left)}</b>{' '}
          <Text span c="dimmed" size="sm">
            of {compact(quota)} left
          </Text>
        </Text>
      </Group>
      <div
        role="meter"
        aria-label={`${name}: ${share(left, quota)} left`}
        aria-valuenow={left}
        aria-valuemin={0}
        aria-valuemax={quota}
        style={{ height: 8, borderRadius: 99, background: 'var(--idle-soft)', overflow: 'hidden', margin: '6px 0 4px' }}
      >
        <div className="bar-move" style={{ width: `${part * 100}%`, height: '100%', borderRadius: 99, background: color }} />
      </div>
      <Text component="div" size="xs" c="dimmed">
        {below}
      </Text>
    </div>
  );
}
