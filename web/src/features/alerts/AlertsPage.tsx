import { SegmentedControl, Select, Stack, Tabs } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { IconBell } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { SideScroll } from '@/ui/SideScroll';
import { itemsOf, moreOf } from '@/ui/paged';
import { AlertList } from './AlertList';
import { alerts, type Severity } from './alerts.api';
import { SEVERITY } from './AlertTags';
import { ChannelsPanel } from './ChannelsPanel';
import { RulesPanel } from './RulesPanel';

const route = getRouteApi('/shell/alerts');
const STATES = [
  { value: 'open', label: 'Open' },
  { value: 'acknowledged', label: 'Seen to' },
  { value: 'snoozed', label: 'Snoozed' },
  { value: 'closed', label: 'Closed' },
];

function List() {
  const { state = 'open', severity } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery({ ...alerts({ state, severity }), placeholderData: keepPreviousData });
  return (
    <Panel
      flush
      label="Alerts"
      title={<SegmentedControl size="xs" aria-label="State" data={STATES} value={state} onChange={(value) => void navigate({ search: (before) => ({ ...before, state: value === 'open' ? undefined : value }), replace: true })} />}
      actions={
        <Select
          size="xs"
          w={150}
          aria-label="Severity"
          placeholder="Every severity"
          clearable
          clearButtonProps={{ 'aria-label': 'Every severity' }}
          data={(Object.keys(SEVERITY) as Severity[]).map((value) => ({ value, label: SEVERITY[value].label }))}
          value={severity ?? null}
          onChange={(value) => void navigate({ search: (before) => ({ ...before, severity: value ?? undefined }), replace: true })}
        />
      }
    >
      <Loaded query={query} skeleton={<Lines rows={6} height={26} />}>
        {(data) => (
          <AlertList
            alerts={itemsOf(data)}
            more={moreOf(query)}
            empty={
              <Empty icon={IconBell} title={state === 'open' ? 'Nothing is wrong' : 'None'}>
                {state === 'open' && 'Failed and stuck runs, silent triggers, spent budgets and what your own rules watch for are told here, as they happen.'}
              </Empty>
            }
          />
        )}
      </Loaded>
    </Panel>
  );
}

export default function AlertsPage() {
  const { tab = 'alerts' } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <PageHead title="Alerts" lead="What needs somebody, who is told of it, and how." />
      <Tabs value={tab} onChange={(value) => void navigate({ search: { tab: value === 'alerts' ? undefined : (value ?? undefined) }, replace: true })} keepMounted={false}>
        <SideScroll at={tab}>
          <Tabs.List>
            <Tabs.Tab value="alerts">Alerts</Tabs.Tab>
            <Tabs.Tab value="rules">Rules</Tabs.Tab>
            <Tabs.Tab value="channels">Channels</Tabs.Tab>
          </Tabs.List>
        </SideScroll>
        <Tabs.Panel value="alerts">
          <List />
        </Tabs.Panel>
        <Tabs.Panel value="rules">
          <RulesPanel />
        </Tabs.Panel>
        <Tabs.Panel value="channels">
          <Stack>
            <ChannelsPanel />
          </Stack>
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
