import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { GroupCounts, Load, OrderSync, Run } from '@/api/contract';
import { orderSync, syncGroups, syncLoads } from '@/api/queries';
import { count, number, share } from '@/lib/format';
import { useMay } from '@/ui/access';
import { useConfirm } from '@/ui/Confirm';
import { type Column, DataTable } from '@/ui/DataTable';
import { IconArrowBackUp, IconChecklist, IconInbox } from '@/ui/icons';
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
import { useUndo, useVerify } from './ordersync.api';

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

function LastRun({ run }: { run: Run }) {
  return (
    <>
      <Group gap="xs">
        <Link to="/runs/$id" params={{ id: run.id }} className="link">
          {run.title}
        </Link>
        <RunStateTag state={run.state} />
      </Group>
      <Text size="sm" c="dimmed">
        <Time at={run.startedAt ?? run.queuedAt} /> · {runFigures(run)}
      </Text>
    </>
  );
}

function Actions({ sync }: { sync: OrderSync }) {
  const may = useMay();
  const navigate = useNavigate();
  const verify = useVerify(sync.id);
  const undo = useUndo(sync.id);
  const { ask, dialog } = useConfirm();
  if (!may('ordersync:run')) return null;
  const follow = { onSuccess: (run: Run) => void navigate({ to: '/runs/$id', params: { id: run.id } }), onError: sayProblem };
  const last = sync.lastRun;
  return (
    <Group gap="xs">
      <Button size="xs" variant="default" leftSection={<IconChecklist size={15} />} loading={verify.isPending} onClick={() => verify.mutate(false, follow)}>
        Verify against the board
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconArrowBackUp size={15} />}
        disabled={!last || last.kind !== 'ordersync.sync'}
        loading={undo.isPending}
        onClick={() =>
          last &&
          ask({
            title: 'Take back the last run?',
            text: `What “${last.title}” created is archived and the values it changed are put back. Whatever people have changed on the board since is left as it is and listed in the run's log.`,
            yes: 'Take it back',
            danger: true,
            act: () => undo.mutate(last.id, follow),
          })
        }
      >
        Undo the last run
      </Button>
      {dialog}
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
            <Panel title="Last run">{sync.lastRun ? <LastRun run={sync.lastRun} /> : <Text size="sm" c="dimmed">It has not run yet.</Text>}</Panel>
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
