import { Button, Menu, Stack, Tabs, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { number } from '@/lib/format';
import { useMay } from '@/ui/access';
import { useConfirm } from '@/ui/Confirm';
import { DataTable } from '@/ui/DataTable';
import { IconChevronRight, IconCircleCheck, IconCircleX, IconCloudDownload, IconLoader2, IconPlayerPlay } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { itemsOf, moreOf } from '@/ui/paged';
import { SideScroll } from '@/ui/SideScroll';
import { Tag } from '@/ui/Tag';
import { Time } from '@/ui/Time';
import { say, sayProblem } from '@/ui/toast';
import { PullForm } from './PullForm';
import { landed, pull, type Pull, type Seal, seals, useChangePull, useRemovePull, useRunPull } from './pulls.api';
import classes from './pulls.module.css';

const route = getRouteApi('/shell/pulls/$id');

function SealTag({ of }: { of: Seal }) {
  if (of.sealed) return <Tag tone="good" icon={IconCircleCheck} title="Counted the same on both sides">Complete</Tag>;
  return of.endedAt ? <Tag tone="bad" icon={IconCircleX}>Broken</Tag> : <Tag tone="info" icon={IconLoader2} spin>Being fetched</Tag>;
}

const KIND: Record<string, string> = { INITIAL: 'All of it', WINDOW: 'What changed', INCREMENTAL: 'What changed', FULL: 'All of it', COMPARE: 'Ids compared', RECONCILE: 'Ids compared' };

function Fetched({ of }: { of: Pull }) {
  const query = useInfiniteQuery(seals(of.id));
  return (
    <Panel flush label="Fetched">
      <Loaded query={query} skeleton={<Lines rows={6} height={24} />}>
        {(data) => (
          <DataTable
            caption="Each time it was fetched"
            rows={itemsOf(data)}
            rowKey={(one) => one.id}
            more={moreOf(query)}
            empty={<Empty icon={IconCloudDownload} title="Not fetched yet">Run it, or let a flow with its node run.</Empty>}
            columns={[
              { key: 'began', header: 'Began', lead: true, cell: (one) => (one.run ? <Link to="/runs/$id" params={{ id: one.run }} className="link"><Time at={one.beganAt} /></Link> : <Time at={one.beganAt} />) },
              {
                key: 'seal',
                header: 'Seal',
                cell: (one) => (
                  <Stack gap={2} align="flex-start" className={classes.seal}>
                    <SealTag of={one} />
                    {one.why && (
                      <Text size="xs" c="dimmed" className={classes.why}>
                        {one.why}
                      </Text>
                    )}
                  </Stack>
                ),
              },
              {
                key: 'kind',
                header: 'What',
                cell: (one) => (
                  <span>
                    <span className="nowrap">{KIND[one.kind] ?? one.kind.toLowerCase()}</span>
                    <Text size="xs" c="dimmed">
                      by {one.api === 'BULK' ? 'Bulk API' : 'REST'}
                    </Text>
                  </span>
                ),
              },
              { key: 'counted', header: 'Counted', right: true, cell: (one) => number(one.counted ?? null) },
              { key: 'landed', header: 'Landed', right: true, cell: (one) => number(one.landed ?? null) },
              { key: 'rejected', header: 'Unreadable', right: true, cell: (one) => number(one.rejected) },
              { key: 'deleted', header: 'Gone', right: true, cell: (one) => number(one.deleted) },
              { key: 'to', header: 'Complete up to', cell: (one) => (one.coveredTo ? <Time at={one.coveredTo} /> : one.to ? <Time at={one.to} /> : '') },
            ]}
          />
        )}
      </Loaded>
    </Panel>
  );
}

function Rows({ of }: { of: Pull }) {
  const query = useInfiniteQuery(landed(of.id));
  const fields = of.query.fields.filter((name) => name !== 'Id').slice(0, 6);
  return (
    <Panel flush label="Records">
      <Loaded query={query} skeleton={<Lines rows={8} height={22} />}>
        {(data) => (
          <DataTable
            caption="Records as last seen"
            rows={itemsOf(data)}
            rowKey={(one) => one.id}
            more={moreOf(query)}
            empty={<Empty icon={IconCloudDownload} title="Nothing has landed yet" />}
            columns={[
              { key: 'id', header: 'Id', lead: true, cell: (one) => <Link to="/logs/record" search={{ key: one.id }} className="wrap">{one.id}</Link> },
              ...fields.map((name) => ({
                key: name,
                header: name,
                cell: (one: { values: Record<string, unknown> }) => (
                  <Text size="sm" lineClamp={2} className="wrap" maw={fields.length > 3 ? 240 : 480} span>
                    {one.values[name] === null || one.values[name] === undefined ? '' : String(one.values[name])}
                  </Text>
                ),
              })),
            ]}
          />
        )}
      </Loaded>
    </Panel>
  );
}

export default function PullPage() {
  const { id } = route.useParams();
  const { tab = 'fetched' } = route.useSearch();
  const navigate = useNavigate();
  const query = useQuery(pull(id));
  const may = useMay();
  const run = useRunPull();
  const change = useChangePull();
  const removing = useRemovePull();
  const { ask, dialog } = useConfirm();
  const turn = (value: string | null) => void navigate({ to: '/pulls/$id', params: { id }, search: { tab: value && value !== 'fetched' ? value : undefined }, replace: true });
  const start = (how: { full?: boolean; compare?: boolean }) =>
    run.mutate(
      { id, ...how },
      {
        onSuccess: (started) => {
          say('It is being fetched.');
          void navigate({ to: '/runs/$id', params: { id: started.run } });
        },
        onError: sayProblem,
      },
    );
  return (
    <Loaded query={query} skeleton={<Lines rows={8} />}>
      {(of) => (
        <>
          <PageHead
            title={of.name}
            lead={`${of.query.object}, ${of.mode === 'FULL' ? 'all of it each time' : 'what changed since the last time'}`}
            above={
              <>
                <Link to="/pulls">Pulls</Link>
                <IconChevronRight size={14} aria-hidden />
                <span>{of.query.object}</span>
              </>
            }
            actions={
              may('pulls:write') && (
                <>
                  <Menu position="bottom-end">
                    <Menu.Target>
                      <Button variant="default">More</Button>
                    </Menu.Target>
                    <Menu.Dropdown>
                      <Menu.Item onClick={() => start({ full: true })}>Fetch all of it</Menu.Item>
                      <Menu.Item onClick={() => start({ compare: true })}>Compare all ids now</Menu.Item>
                      <Menu.Item
                        color="red"
                        onClick={() =>
                          ask({
                            title: `Delete ${of.name}?`,
                            text: 'What it fetched goes with it; records that flows made of it stay.',
                            yes: 'Delete',
                            danger: true,
                            act: () => removing.mutate(id, { onSuccess: () => void navigate({ to: '/pulls' }), onError: sayProblem }),
                          })
                        }
                      >
                        Delete
                      </Menu.Item>
                    </Menu.Dropdown>
                  </Menu>
                  <Button leftSection={<IconPlayerPlay size={16} />} loading={run.isPending} onClick={() => start({})}>
                    Fetch now
                  </Button>
                </>
              )
            }
          />
          <Tabs value={tab} onChange={turn} keepMounted={false}>
            <SideScroll at={tab}>
              <Tabs.List>
                <Tabs.Tab value="fetched">Fetched</Tabs.Tab>
                <Tabs.Tab value="rows">Records</Tabs.Tab>
                {may('pulls:write') && <Tabs.Tab value="query">Query</Tabs.Tab>}
              </Tabs.List>
            </SideScroll>
            <Tabs.Panel value="fetched">
              <Fetched of={of} />
            </Tabs.Panel>
            <Tabs.Panel value="rows">
              <Rows of={of} />
            </Tabs.Panel>
            <Tabs.Panel value="query">
              <PullForm
                key={of.updatedAt}
                before={of}
                busy={change.isPending}
                cancel={() => turn(null)}
                save={(input) =>
                  change.mutate(
                    { id, ...input },
                    {
                      onSuccess: () => {
                        say('Saved.');
                        turn(null);
                      },
                      onError: sayProblem,
                    },
                  )
                }
              />
            </Tabs.Panel>
          </Tabs>
          {dialog}
        </>
      )}
    </Loaded>
  );
}
