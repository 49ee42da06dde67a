import { SegmentedControl, Tabs, Text } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { number } from '@/lib/format';
import { DataTable } from '@/ui/DataTable';
import { IconCloudUpload } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { itemsOf, moreOf } from '@/ui/paged';
import { SideScroll } from '@/ui/SideScroll';
import { Time } from '@/ui/Time';
import { PushStateTag } from './PushTags';
import { pushes } from './pushes.api';
import { StandingPanel } from './StandingPanel';

const route = getRouteApi('/shell/pushes');
const STATES = [
  { value: 'active', label: 'To be decided or sent' },
  { value: 'ended', label: 'Over' },
  { value: 'all', label: 'All' },
];

function List() {
  const { state = 'active' } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery({ ...pushes({ state: state === 'all' ? undefined : state }), placeholderData: keepPreviousData });
  return (
    <Panel
      flush
      label="Pushes"
      title={<SegmentedControl size="xs" aria-label="Which" data={STATES} value={state} onChange={(value) => void navigate({ search: (before) => ({ ...before, state: value === 'active' ? undefined : value }), replace: true })} />}
    >
      <Loaded query={query} skeleton={<Lines rows={6} height={26} />}>
        {(data) => (
          <DataTable
            caption="Pushes"
            rows={itemsOf(data)}
            rowKey={(one) => one.id}
            more={moreOf(query)}
            empty={
              <Empty icon={IconCloudUpload} title={state === 'active' ? 'Nothing waits' : 'None yet'}>
                Flows propose here what is to be written back to the CRM. Each record is shown before and after, and somebody else approves it before anything is written.
              </Empty>
            }
            columns={[
              {
                key: 'title',
                header: 'What',
                lead: true,
                cell: (one) => (
                  <>
                    <Link to="/pushes/$id" params={{ id: one.id }} className="link wrap">
                      {one.title}
                    </Link>
                    <Text size="xs" c="dimmed" className="wrap">
                      {one.object} in {one.connection}
                    </Text>
                  </>
                ),
              },
              { key: 'state', header: 'State', cell: (one) => <PushStateTag of={one} /> },
              { key: 'write', header: 'To write', right: true, cell: (one) => number((one.counts.READY ?? 0) + (one.counts.SENDING ?? 0)) },
              { key: 'written', header: 'Written', right: true, cell: (one) => number(one.counts.SENT ?? 0) },
              { key: 'withheld', header: 'No consent', right: true, cell: (one) => number(one.counts.WITHHELD ?? 0) },
              { key: 'by', header: 'Proposed by', cell: (one) => <span className="wrap">{one.proposedName ?? one.proposedBy}</span> },
              { key: 'at', header: 'When', cell: (one) => <Time at={one.proposedAt} /> },
              { key: 'until', header: 'Decide until', cell: (one) => (one.state === 'WAITING' && one.expiresAt ? <Time at={one.expiresAt} /> : '') },
            ]}
          />
        )}
      </Loaded>
    </Panel>
  );
}

export default function PushListPage() {
  const { tab = 'pushes' } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <PageHead title="Pushes" lead="What is to be written back to the CRM: reviewed, approved by a second person, checked for consent twice, and taken back where it was wrong." />
      <Tabs value={tab} onChange={(value) => void navigate({ search: { tab: value === 'pushes' ? undefined : (value ?? undefined) }, replace: true })} keepMounted={false}>
        <SideScroll at={tab}>
          <Tabs.List>
            <Tabs.Tab value="pushes">Pushes</Tabs.Tab>
            <Tabs.Tab value="standing">Standing approvals</Tabs.Tab>
          </Tabs.List>
        </SideScroll>
        <Tabs.Panel value="pushes">
          <List />
        </Tabs.Panel>
        <Tabs.Panel value="standing">
          <StandingPanel />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
