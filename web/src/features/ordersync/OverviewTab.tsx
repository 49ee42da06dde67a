import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { GroupCounts, Load, OrderSync, Run } from '@/api/contract';
import { orderSync, syncedRuns, syncGroups, syncLoads } from '@/api/queries';
import { count, number, share } from '@/lib/format';
import { ended, foundDifferences } from '@/lib/runs';
import { useMay } from '@/ui/access';
import { type Column, DataTable } from '@/ui/DataTable';
import { IconChecklist, IconInbox } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import { runFigures } from '@/ui/RunFacts';
import { StateBar, StateLegend } from '@/ui/StateBar';
import { RunStateTag } from '@/ui/StateTags';
import { Time } from '@/ui/Time';
import { sayProblem } from '@/ui/toast';
import { LoadsChart } from './LoadsChart';
import classes from './ordersync.module.css';
import { useVerify } from './ordersync.api';
import { UndoButton } from './UndoButton';
import { HealButton } from './VerifyOutcome';

const route = getRouteApi('/shell/ordersync/$id/');

const GROUPS = (id: string): Column<GroupCounts>[] => [
  { key: 'group', header: 'Customer', lead: true, cell: (one) => <Link to="/ordersync/$id/rows" params={{ id }} search={{ group: one.group }} className="link wrap">{one.group}</Link> },
  { key: 'orders', header: 'Orders', right: true, cell: (one) => number(one.orders) },
  { key: 'lines', header: 'Lines', right: true, cell: (one) => number(one.lines) },
  {
    key: 'progress',
    header: 'On the board',
    width: '32%',
    cell: (one) => (
      <div style={{ display: 'flex', alignItems: 'center', gap: 10, width: '100%', minWidth: 150 }}>
        <StateBar counts={{ SYNCED: one.synced, PENDING: one.pending, UNKNOWN: one.unknown ?? 0, BLOCKED: one.blocked, FAILED: one.failed }} height={8} />
        <Text span size="xs" c="dimmed" style={{ flex: '0 0 36px', textAlign: 'right' }}>
          {share(one.synced, one.synced + one.pending + one.failed + one.blocked + (one.unknown ?? 0))}
        </Text>
      </div>
    ),
  },
  { key: 'pending', header: 'Waiting', right: true, cell: (one) => number(one.pending + (one.unknown ?? 0)) },
  { key: 'blocked', header: 'Blocked', right: true, cell: (one) => (one.blocked ? <b style={{ color: 'var(--warn)' }}>{number(one.blocked)}</b> : '0') },
  { key: 'failed', header: 'Failed', right: true, cell: (one) => (one.failed ? <b style={{ color: 'var(--bad)' }}>{number(one.failed)}</b> : '0') },
];

function changesOf(load: Load): number {
  return load.ordersCreated + load.ordersUpdated + load.ordersRemoved + load.linesCreated + load.linesUpdated + load.linesRemoved;
}

function LastLoad({ load, full }: { load: NonNullable<OrderSync['lastLoad']>; full: Load | undefined }) {
  return (
    <>
      <Text size="sm" fw={600} className="wrap">
        {load.source}
      </Text>
      <Text size="sm" c="dimmed">
        <Time at={load.startedAt} /> · {count(load.sourceRows, 'row')} read{full && `, ${count(changesOf(full), 'change')} found`}
        {load.problems > 0 && <b style={{ color: 'var(--warn)' }}>, {count(load.problems, 'row')} not readable</b>}
      </Text>
      {load.state === 'REFUSED' && (
        <Text size="sm" c="red">
          Refused: {load.message}
        </Text>
      )}
    </>
  );
}

function LastRun({ run, sync }: { run: Run; sync: string }) {
  return (
    <>
      <Group gap="xs">
        <Link to="/runs/$id" params={{ id: run.id }} className="link">
          {run.title}
        </Link>
        <RunStateTag state={run.state} kind={run.kind} />
      </Group>
      <Text size="sm" c="dimmed">
        <Time at={run.startedAt ?? run.queuedAt} /> · {runFigures(run)}
      </Text>
      {foundDifferences(run) && (
        <Group gap="sm" mt={8}>
          <HealButton sync={sync} />
          <Link to="/runs/$id" params={{ id: run.id }}>
            <Text span size="sm">
              See what differs
            </Text>
          </Link>
        </Group>
      )}
    </>
  );
}

function Actions({ sync }: { sync: OrderSync }) {
  const may = useMay();
  const navigate = useNavigate();
  const verify = useVerify(sync.id);
  const { data: synced } = useQuery(syncedRuns(sync.id));
  if (!may('ordersync:run')) return null;
  return (
    <Group gap="xs">
      <Button
        size="xs"
        variant="default"
        leftSection={<IconChecklist size={15} />}
        loading={verify.isPending}
        onClick={() => verify.mutate(false, { onSuccess: (run) => void navigate({ to: '/runs/$id', params: { id: run.id } }), onError: sayProblem })}
      >
        Verify against the board
      </Button>
      <UndoButton size="xs" sync={sync.id} run={synced?.items.find((run) => run.subject === sync.id && run.kind === 'ordersync.sync' && ended(run.state))}>
        Undo the last run
      </UndoButton>
    </Group>
  );
}

export default function OverviewTab() {
  const { id } = route.useParams();
  const query = useQuery(orderSync(id));
  const groups = useQuery(syncGroups(id));
  const loads = useQuery(syncLoads(id));
  return (
    <Loaded query={query}>
      {(sync) => (
        <div className={classes.stack}>
          <Panel title="Where the rows are" actions={<Actions sync={sync} />}>
            <Text size="sm" c="dimmed" mb={10}>
              {count(sync.orders, 'order')} with {count(sync.lines, 'line')}, mirrored to {sync.boards.map((board) => board.name ?? `board ${board.id}`).join(', ')}
            </Text>
            <StateBar counts={sync.counts} height={18} />
            <StateLegend
              counts={sync.counts}
              link={(state, text) => (
                <Link to="/ordersync/$id/rows" params={{ id }} search={{ state }}>
                  {text}
                </Link>
              )}
            />
          </Panel>
          <div className={classes.three}>
            <Panel title="Last run">{sync.lastRun ? <LastRun run={sync.lastRun} sync={id} /> : <Text size="sm" c="dimmed">It has not run yet.</Text>}</Panel>
            <Panel title="Last import">{sync.lastLoad ? <LastLoad load={sync.lastLoad} full={loads.data?.items.find((load) => load.id === sync.lastLoad?.id)} /> : <Text size="sm" c="dimmed">Nothing has been imported yet.</Text>}</Panel>
            {loads.data && loads.data.items.length > 2 && (
              <Panel title="Changes per import">
                <LoadsChart loads={loads.data.items} />
              </Panel>
            )}
          </div>
          <Panel title="Customers" flush>
            <Loaded query={groups} skeleton={<Lines rows={6} />}>
              {(data) => (
                <DataTable
                  caption="Customers"
                  columns={GROUPS(id)}
                  rows={data.items}
                  rowKey={(one) => one.group}
                  empty={
                    <Empty icon={IconInbox} title="No orders yet">
                      <Link to="/ordersync/$id/import" params={{ id }}>
                        Import an order list
                      </Link>{' '}
                      to begin.
                    </Empty>
                  }
                />
              )}
            </Loaded>
          </Panel>
        </div>
      )}
    </Loaded>
  );
}
