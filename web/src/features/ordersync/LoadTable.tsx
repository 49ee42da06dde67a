import { Button, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Load } from '@/api/contract';
import { number, secondsBetween, span } from '@/lib/format';
import { type Column, DataTable } from '@/ui/DataTable';
import { IconCircleCheck, IconCircleX, IconLoader2 } from '@/ui/icons';
import { Tag } from '@/ui/Tag';
import { Time } from '@/ui/Time';

function Outcome({ of }: { of: Load }) {
  if (of.state === 'LOADED') return <Tag tone="good" icon={IconCircleCheck}>Imported</Tag>;
  if (of.state === 'REFUSED') return <Tag tone="bad" icon={IconCircleX}>Refused</Tag>;
  return <Tag tone="info" icon={IconLoader2} spin>Reading</Tag>;
}

function triple(created: number, updated: number, removed: number): ReactNode {
  if (created + updated + removed === 0) return <Text span c="dimmed" size="sm">none</Text>;
  const parts = [created && `+${number(created)}`, updated && `~${number(updated)}`, removed && `−${number(removed)}`].filter(Boolean);
  return <span title={`${number(created)} new, ${number(updated)} changed, ${number(removed)} removed`}>{parts.join('  ')}</span>;
}

interface LoadTableProps {
  loads: Load[];
  chosen: string | undefined;
  onChoose: (id: string) => void;
  empty: ReactNode;
}

export function LoadTable({ loads, chosen, onChoose, empty }: LoadTableProps) {
  const columns: Column<Load>[] = [
    {
      key: 'source',
      header: 'Source',
      lead: true,
      cell: (load) => (
        <div className="wrap" style={{ maxWidth: 420 }}>
          <Text size="sm" fw={600}>
            {load.source}
          </Text>
          {load.message && (
            <Text size="xs" c="dimmed">
              {load.message}
            </Text>
          )}
        </div>
      ),
    },
    { key: 'state', header: 'Outcome', cell: (load) => <Outcome of={load} /> },
    { key: 'rows', header: 'Rows read', right: true, cell: (load) => number(load.sourceRows) },
    { key: 'orders', header: 'Orders', right: true, cell: (load) => triple(load.ordersCreated, load.ordersUpdated, load.ordersRemoved) },
    { key: 'lines', header: 'Lines', right: true, cell: (load) => triple(load.linesCreated, load.linesUpdated, load.linesRemoved) },
    {
      key: 'problems',
      header: 'Not readable',
      right: true,
      cell: (load) =>
        load.problems > 0 ? (
          <Button size="compact-xs" variant={load.id === chosen ? 'filled' : 'default'} onClick={() => onChoose(load.id)} aria-label={`Show the ${number(load.problems)} rows of ${load.source} that could not be read`}>
            {number(load.problems)}
          </Button>
        ) : (
          '0'
        ),
    },
    { key: 'at', header: 'When', cell: (load) => <Time at={load.startedAt} /> },
    { key: 'took', header: 'Took', right: true, cell: (load) => span(secondsBetween(load.startedAt, load.finishedAt)) },
  ];
  return <DataTable caption="Imports" columns={columns} rows={loads} rowKey={(load) => load.id} empty={empty} />;
}
