import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { OrderSync } from '@/api/contract';
import { syncs } from '@/api/queries';
import { number } from '@/lib/format';
import { useMay } from '@/ui/access';
import { type Column, DataTable } from '@/ui/DataTable';
import { IconArrowsExchange, IconPlus } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { StateBar } from '@/ui/StateBar';
import { RunStateTag } from '@/ui/StateTags';
import { Tag } from '@/ui/Tag';
import { Time } from '@/ui/Time';

const COLUMNS: Column<OrderSync>[] = [
  {
    key: 'title',
    header: 'Order sync',
    lead: true,
    cell: (sync) => (
      <div className="wrap" style={{ maxWidth: 420 }}>
        <Link to="/ordersync/$id" params={{ id: sync.id }} className="link">
          {sync.title}
        </Link>
        <Text size="xs" c="dimmed">
          to {sync.boards.map((board) => board.name ?? board.id).join(', ') || 'no board'}
        </Text>
      </div>
    ),
  },
  { key: 'environment', header: 'Environment', cell: (sync) => <Tag tone={sync.environment.startsWith('prod') ? 'info' : 'idle'}>{sync.environment}</Tag> },
  { key: 'orders', header: 'Orders', right: true, cell: (sync) => number(sync.orders) },
  { key: 'lines', header: 'Lines', right: true, cell: (sync) => number(sync.lines) },
  { key: 'state', header: 'State of the rows', width: '24%', cell: (sync) => <div style={{ minWidth: 130, width: '100%' }}><StateBar counts={sync.counts} /></div> },
  { key: 'failed', header: 'Failed', right: true, cell: (sync) => (sync.counts.FAILED ? <b style={{ color: 'var(--bad)' }}>{number(sync.counts.FAILED)}</b> : <Text span size="sm" c="dimmed">0</Text>) },
  { key: 'load', header: 'Last import', cell: (sync) => <Time at={sync.lastLoad?.startedAt} /> },
  { key: 'run', header: 'Last run', cell: (sync) => (sync.lastRun ? <Link to="/runs/$id" params={{ id: sync.lastRun.id }} aria-label={`Last run of ${sync.title}`}><RunStateTag state={sync.lastRun.state} kind={sync.lastRun.kind} /></Link> : '–') },
];

export default function OrderSyncListPage() {
  const query = useQuery(syncs());
  const may = useMay()('ordersync:write');
  const add = may && (
    <Button component={Link} to="/ordersync/new" leftSection={<IconPlus size={17} />}>
      New order sync
    </Button>
  );
  return (
    <>
      <PageHead title="Order sync" lead="Each one mirrors an order list to a board: new and changed orders arrive with their lines, exactly once." actions={add} />
      <Panel flush label="Order syncs">
        <Loaded query={query} skeleton={<Lines rows={4} height={26} />}>
          {(data) => (
            <DataTable
              caption="Order syncs"
              columns={COLUMNS}
              rows={data.items}
              rowKey={(sync) => sync.id}
              empty={
                <Empty icon={IconArrowsExchange} title="No order sync yet" action={add}>
                  A mapping file describes your order list and the board it goes to. Start from an example; the page checks it as you type.
                </Empty>
              }
            />
          )}
        </Loaded>
      </Panel>
    </>
  );
}
