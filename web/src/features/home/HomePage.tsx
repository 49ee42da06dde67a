import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { alertCount, connections, recentRuns, session, syncs, waitingPushes } from '@/api/queries';
import { count } from '@/lib/format';
import { useMay } from '@/ui/access';
import { IconAlertTriangle, IconArrowRight, IconCircleCheck, IconCircleX, IconInfoCircle } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { RunTable } from '@/ui/RunTable';
import { HealthTag } from '@/ui/StateTags';
import { StateBar, StateLegend } from '@/ui/StateBar';
import { type Tone, toneClass } from '@/ui/Tag';
import { Time } from '@/ui/Time';
import { type Attention, attentionOf } from './attention';
import { FirstSteps } from './FirstSteps';
import classes from './home.module.css';

const ICONS: Partial<Record<Tone, typeof IconInfoCircle>> = { bad: IconCircleX, warn: IconAlertTriangle, info: IconInfoCircle };

function AttentionList({ of }: { of: Attention[] }) {
  const router = useRouter();
  if (of.length === 0) {
    return (
      <div className={classes.calm}>
        <IconCircleCheck size={20} aria-hidden color="var(--good)" />
        <Text size="sm">Nothing needs you. What runs is shown below and at the foot of every page.</Text>
      </div>
    );
  }
  return (
    <ul className={classes.attention}>
      {of.map((one) => {
        const Symbol = ICONS[one.tone] ?? IconInfoCircle;
        return (
          <li key={one.to + one.text} className={toneClass(one.tone)}>
            <Symbol size={18} aria-hidden style={{ color: 'var(--tone)', flex: 'none' }} />
            <span className="wrap" style={{ flex: 1 }}>
              {one.text}
            </span>
            <a
              href={one.to}
              className={classes.go}
              onClick={(event) => {
                event.preventDefault();
                router.history.push(one.to);
              }}
            >
              {one.go}
              <IconArrowRight size={15} aria-hidden />
            </a>
          </li>
        );
      })}
    </ul>
  );
}

export default function HomePage() {
  const may = useMay();
  const { data: me } = useQuery(session());
  const syncList = useQuery({ ...syncs(), enabled: may('ordersync:read') });
  const connectionList = useQuery({ ...connections(), enabled: may('connections:read') });
  const runList = useQuery({ ...recentRuns(30), enabled: may('runs:read') });
  const alerts = useQuery({ ...alertCount(), enabled: may('alerts:read') });
  const pushes = useQuery({ ...waitingPushes(), enabled: may('pushes:read') });
  const known = syncList.data && (!may('connections:read') || !connectionList.isPending) && (!may('runs:read') || !runList.isPending) && (!may('alerts:read') || !alerts.isPending);
  const newcomer = syncList.data?.items.length === 0;
  const attention = attentionOf(syncList.data?.items ?? [], connectionList.data?.items ?? [], runList.data?.items ?? [], alerts.data, pushes.data?.items.length);
  const first = me?.user.name.split(' ')[0];
  return (
    <>
      <PageHead title={newcomer ? `Welcome${first ? `, ${first}` : ''}` : 'Home'} lead={newcomer ? 'Four steps, and your orders are on the board.' : me?.tenant.name} />
      <div style={{ display: 'grid', gap: 18 }}>
        {newcomer && <FirstSteps connections={connectionList.data?.items.length ?? 0} />}
        {!newcomer && (
          <Panel title="Needs attention" flush>
            {known ? <AttentionList of={attention} /> : syncList.error ? <Loaded query={syncList}>{() => null}</Loaded> : <Lines rows={2} />}
          </Panel>
        )}
        {!newcomer && (
          <div className={classes.two}>
            <Panel title="Order syncs" flush>
              <Loaded query={syncList} skeleton={<Lines rows={5} />}>
                {({ items }) => (
                  <ul className={classes.syncs}>
                    {items.map((sync) => (
                      <li key={sync.id}>
                        <div className={classes.syncHead}>
                          <Link to="/ordersync/$id" params={{ id: sync.id }} className="link wrap">
                            {sync.title}
                          </Link>
                          <Text size="xs" c="dimmed" span>
                            {sync.environment} · {count(sync.orders, 'order')}, {count(sync.lines, 'line')}
                          </Text>
                        </div>
                        <StateBar counts={sync.counts} />
                        <StateLegend counts={sync.counts} />
                      </li>
                    ))}
                  </ul>
                )}
              </Loaded>
            </Panel>
            {may('connections:read') && (
              <Panel title="Connections" flush>
                <Loaded query={connectionList} skeleton={<Lines rows={3} />}>
                  {({ items }) =>
                    items.length ? (
                      <ul className={classes.connections}>
                        {items.map((one) => (
                          <li key={one.id}>
                            <div style={{ minWidth: 0 }}>
                              <Link to="/connections/$id" params={{ id: one.id }} className="link wrap">
                                {one.name}
                              </Link>
                              <Text size="xs" c="dimmed">
                                {one.vendor} · {one.healthAt ? <Time at={one.healthAt} /> : 'not tested'}
                              </Text>
                            </div>
                            <HealthTag of={one} />
                          </li>
                        ))}
                      </ul>
                    ) : (
                      <Empty title="No connections yet">
                        <Link to="/connections">Add one</Link>
                      </Empty>
                    )
                  }
                </Loaded>
              </Panel>
            )}
          </div>
        )}
        {may('runs:read') && !newcomer && (
          <Panel
            title="Recent runs"
            flush
            actions={
              <Link to="/runs" className={classes.go}>
                All runs
                <IconArrowRight size={15} aria-hidden />
              </Link>
            }
          >
            <Loaded query={runList} skeleton={<Lines rows={5} />}>
              {({ items }) => <RunTable runs={items.slice(0, 8)} short empty={<Empty title="Nothing has run yet">Import an order list to begin.</Empty>} />}
            </Loaded>
          </Panel>
        )}
      </div>
    </>
  );
}
