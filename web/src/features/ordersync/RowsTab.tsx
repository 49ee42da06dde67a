import { Button, Checkbox, Group, Text } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { addressOf } from '@/api/client';
import type { Row, RowKind } from '@/api/contract';
import { syncRows } from '@/api/queries';
import { count, number } from '@/lib/format';
import { useMay } from '@/ui/access';
import { type Column, DataTable } from '@/ui/DataTable';
import { IconDownload, IconHelpCircle, IconRefresh, IconTable } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import { itemsOf, moreOf } from '@/ui/paged';
import { ActionMark, RowStateTag } from '@/ui/StateTags';
import { Time } from '@/ui/Time';
import { say, sayProblem } from '@/ui/toast';
import { Changes } from './Changes';
import { type Retry, useRetry } from './ordersync.api';
import { RowFilters } from './RowFilters';
import { WhyDrawer } from './WhyDrawer';

const route = getRouteApi('/shell/ordersync/$id/rows');

/** An UNKNOWN row is looked up on the board by the next run, whatever anybody asks for. */
function retryable(row: Row): boolean {
  return row.state === 'FAILED' || row.state === 'BLOCKED';
}

export default function RowsTab() {
  const { id } = route.useParams();
  const search = route.useSearch();
  const kind: RowKind = search.kind === 'lines' ? 'lines' : 'orders';
  const may = useMay()('ordersync:run');
  const filter = { ...search, kind };
  const query = useInfiniteQuery({ ...syncRows(id, filter), placeholderData: keepPreviousData });
  const retry = useRetry(id);
  const [why, setWhy] = useState<Row>();
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const filtered = Boolean(search.state ?? search.action ?? search.group ?? search.q);

  const toggle = (row: Row) =>
    setChosen((before) => {
      const after = new Set(before);
      if (!after.delete(row.deltaId)) after.add(row.deltaId);
      return after;
    });
  const again = (which: Retry) =>
    retry.mutate(which, {
      onSuccess: ({ retried }) => {
        setChosen(new Set());
        say(retried > 0 ? `${count(retried, 'row')} will be tried again in the next run.` : 'There was nothing to try again.');
      },
      onError: sayProblem,
    });

  const columns: Column<Row>[] = [
    ...(may
      ? [
          {
            key: 'choose',
            header: <span className="visually-hidden">Choose</span>,
            label: '',
            bare: true,
            width: 30,
            cell: (row: Row) => retryable(row) && <Checkbox size="xs" aria-label={`Choose ${row.sourceKey}${row.lineKey ? ` ${row.lineKey}` : ''}`} checked={chosen.has(row.deltaId)} onChange={() => toggle(row)} />,
          },
        ]
      : []),
    {
      key: 'key',
      header: kind === 'lines' ? 'Line' : 'Order',
      lead: true,
      cell: (row) => (
        <div className="wrap">
          <Text size="sm" fw={600} component="span">
            {row.sourceKey}
          </Text>
          {row.lineKey && (
            <Text size="sm" c="dimmed" component="span">
              {' '}
              / {row.lineKey}
            </Text>
          )}
          <Text size="xs" c="dimmed">
            {row.group}
          </Text>
        </div>
      ),
    },
    { key: 'action', header: 'Action', cell: (row) => <ActionMark action={row.action} /> },
    { key: 'state', header: 'State', cell: (row) => <RowStateTag state={row.state} /> },
    {
      key: 'changed',
      header: 'Changes',
      bare: true,
      width: '40%',
      cell: (row) => (
        <div style={{ textAlign: 'left' }}>
          {row.reason && (
            <Text size="xs" mb={2} className="wrap" style={{ color: row.state === 'FAILED' ? 'var(--bad)' : 'var(--warn)' }}>
              {row.reason}
            </Text>
          )}
          <Changes of={row} limit={3} />
        </div>
      ),
    },
    { key: 'attempts', header: 'Tries', right: true, cell: (row) => number(row.attempts) },
    { key: 'at', header: 'Last change', cell: (row) => <Time at={row.updatedAt} /> },
    {
      key: 'why',
      header: <span className="visually-hidden">Why</span>,
      label: '',
      right: true,
      bare: true,
      cell: (row) => (
        <Button size="compact-sm" variant="default" leftSection={<IconHelpCircle size={15} />} onClick={() => setWhy(row)} aria-label={`Why: ${row.sourceKey}${row.lineKey ? ` ${row.lineKey}` : ''}`}>
          Why
        </Button>
      ),
    },
  ];

  return (
    <>
      <Panel flush label="Rows" title={<RowFilters />} actions={
        <Group gap="xs">
          {may && chosen.size > 0 && (
            <Button size="xs" leftSection={<IconRefresh size={15} />} loading={retry.isPending} onClick={() => again({ kind, rows: [...chosen] })}>
              Retry {count(chosen.size, 'row')}
            </Button>
          )}
          {may && chosen.size === 0 && (search.state === 'FAILED' || search.state === 'BLOCKED') && (
            <Button size="xs" variant="default" leftSection={<IconRefresh size={15} />} loading={retry.isPending} onClick={() => again({ ...filter, all: true })}>
              Retry all failed
            </Button>
          )}
          <Button size="xs" variant="default" component="a" href={addressOf(`/ordersync/${id}/rows.csv`, filter)} download leftSection={<IconDownload size={15} />}>
            CSV
          </Button>
        </Group>
      }>
        <Loaded query={query} skeleton={<Lines rows={10} height={26} />}>
          {(data) => (
            <DataTable
              caption="Rows"
              columns={columns}
              rows={itemsOf(data)}
              rowKey={(row) => row.deltaId}
              more={moreOf(query)}
              empty={
                <Empty icon={IconTable} title={filtered ? 'No rows like that' : 'No rows yet'}>
                  {filtered ? 'Change the filters above to see others.' : 'Import an order list; each change it brings becomes a row here.'}
                </Empty>
              }
            />
          )}
        </Loaded>
      </Panel>
      <WhyDrawer sync={id} row={why} onClose={() => setWhy(undefined)} />
    </>
  );
}
