import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { Counts, Plan, PlanCounts, PlanFailure, PlanGroup } from '@/api/contract';
import { orderSync, syncPlan } from '@/api/queries';
import { compact, count, number, span } from '@/lib/format';
import { ROW_STATE } from '@/lib/words';
import { useMay } from '@/ui/access';
import { type Column, DataTable } from '@/ui/DataTable';
import { Facts } from '@/ui/Facts';
import { IconCircleCheck, IconCirclePlus, IconPlayerPlay, IconRefresh } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty, Notice } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import { Tag } from '@/ui/Tag';
import { sayProblem } from '@/ui/toast';
import classes from './ordersync.module.css';
import { useRun } from './ordersync.api';

const route = getRouteApi('/shell/ordersync/$id/plan');

export function writes(of: PlanCounts): number {
  return of.creates + of.updates + of.removes + of.lineCreates + of.lineUpdates + of.lineRemoves;
}

function failures(plan: Plan): number {
  return plan.failingCount ?? plan.failing.length;
}

function quiet(value: number) {
  return value === 0 ? (
    <Text span c="dimmed" size="sm">
      0
    </Text>
  ) : (
    number(value)
  );
}

function columnsOf(totals: PlanCounts): Column<PlanGroup>[] {
  const amount = (key: keyof PlanCounts, header: string): Column<PlanGroup> => ({ key, header, right: true, cell: (one) => quiet(one[key]), foot: number(totals[key]) });
  return [
    {
      key: 'group',
      header: 'Customer',
      lead: true,
      foot: 'All',
      cell: (one) => (
        <span className="wrap">
          {one.group}{' '}
          {one.newGroup && (
            <Tag tone="info" icon={IconCirclePlus}>
              new group
            </Tag>
          )}
        </span>
      ),
    },
    amount('creates', 'New orders'),
    amount('updates', 'Changed'),
    amount('removes', 'Removed'),
    amount('lineCreates', 'New lines'),
    amount('lineUpdates', 'Changed lines'),
    amount('lineRemoves', 'Removed lines'),
    amount('continuations', 'Continuations'),
  ];
}

const FAILURES: Column<PlanFailure>[] = [
  { key: 'key', header: 'Order', cell: (one) => <span className="mono nowrap">{one.sourceKey}{one.lineKey ? ` / ${one.lineKey}` : ''}</span> },
  { key: 'group', header: 'Customer', cell: (one) => one.group },
  { key: 'column', header: 'Column', cell: (one) => one.column && <b>{one.column}</b> },
  { key: 'message', header: 'Why it would fail', lead: true, cell: (one) => <span className="wrap">{one.message}</span> },
];

function Summary({ plan }: { plan: Plan }) {
  return (
    <Facts
      of={[
        { label: 'Writes', value: number(writes(plan.totals)) },
        { label: 'Calls', value: number(plan.calls), aside: plan.dailyCallsLeft === null || plan.dailyCallsLeft === undefined ? '' : `of ${compact(plan.dailyCallsLeft)} left today` },
        { label: 'Time', value: `about ${span(plan.minutes > 2 ? Math.ceil(plan.minutes) * 60 : plan.minutes * 60)}` },
        { label: 'Cost', value: compact(plan.complexity), aside: plan.costIsLearnt ? 'points, as learnt from answers' : 'points, a first guess' },
        { label: 'Room on the board', value: plan.roomLeft === null || plan.roomLeft === undefined ? '–' : number(plan.roomLeft), aside: 'items' },
        { label: 'Would fail', value: failures(plan) ? <span style={{ color: 'var(--bad)' }}>{number(failures(plan))}</span> : '0' },
      ]}
    />
  );
}

const STUCK = ['FAILED', 'BLOCKED', 'UNKNOWN'] as const;

/** Rows that somebody has to look at: the board does not have them, however little a run would send. */
export function stuckOf(counts: Counts): number {
  return STUCK.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
}

function Stuck({ sync, counts }: { sync: string; counts: Counts }) {
  const links = STUCK.filter((state) => counts[state]).map((state) => (
    <Link key={state} to="/ordersync/$id/rows" params={{ id: sync }} search={{ state }}>
      {number(counts[state])} {ROW_STATE[state].label.toLowerCase()}
    </Link>
  ));
  const total = stuckOf(counts);
  return (
    <Notice tone="warn" title={`${count(total, 'row')} ${total === 1 ? 'needs' : 'need'} attention`} after={links}>
      The board does not have {total === 1 ? 'it' : 'them'} as the list says. Each row says why.
    </Notice>
  );
}

export default function PlanTab() {
  const { id } = route.useParams();
  const navigate = useNavigate();
  const may = useMay()('ordersync:run');
  const query = useQuery(syncPlan(id));
  const sync = useQuery(orderSync(id));
  const stuck = stuckOf(sync.data?.counts ?? {});
  const run = useRun(id);
  return (
    <Loaded
      query={query}
      skeleton={
        <Panel title="Planning">
          <Text size="sm" c="dimmed">
            The board is read and compared; nothing is sent.
          </Text>
          <Lines rows={6} />
        </Panel>
      }
    >
      {(plan) => (
        <div className={classes.stack}>
          <Panel
            title="What a run would do"
            actions={
              <div style={{ display: 'flex', gap: 8 }}>
                <Button size="xs" variant="default" leftSection={<IconRefresh size={15} />} loading={query.isFetching} onClick={() => void query.refetch()}>
                  Plan again
                </Button>
                {may && writes(plan.totals) > 0 && (
                  <Button
                    size="xs"
                    leftSection={<IconPlayerPlay size={15} />}
                    loading={run.isPending}
                    onClick={() => run.mutate(undefined, { onSuccess: (started) => void navigate({ to: '/runs/$id', params: { id: started.id } }), onError: sayProblem })}
                  >
                    Run it: {count(writes(plan.totals), 'write')}
                  </Button>
                )}
              </div>
            }
          >
            <Summary plan={plan} />
          </Panel>
          {stuck > 0 && sync.data && <Stuck sync={id} counts={sync.data.counts} />}
          {plan.warnings.map((warning) => (
            <Notice key={warning} tone="warn">
              {warning}
            </Notice>
          ))}
          {plan.failing.length > 0 && (
            <Panel title={failures(plan) > plan.failing.length ? `The first ${number(plan.failing.length)} of ${count(failures(plan), 'row')} that would fail` : `${count(failures(plan), 'row')} would fail`} flush>
              <DataTable caption="Rows that would fail" columns={FAILURES} rows={plan.failing} rowKey={(one) => `${one.recordUuid} ${one.column ?? ''}`} />
            </Panel>
          )}
          <Panel title="By customer" flush>
            <DataTable
              caption="Plan by customer"
              columns={columnsOf(plan.totals)}
              rows={plan.groups}
              rowKey={(one) => one.group}
              empty={
                <Empty icon={IconCircleCheck} title="Nothing to send">
                  {stuck > 0 ? `A run would send nothing, but ${count(stuck, 'row')} ${stuck === 1 ? 'needs' : 'need'} attention: see above.` : 'The board has everything. Import a newer list to have changes.'}
                </Empty>
              }
            />
          </Panel>
        </div>
      )}
    </Loaded>
  );
}
