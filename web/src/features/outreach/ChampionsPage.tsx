import { Button, Group, SegmentedControl, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type Champion, champions, useDecide } from '@/api/champions';
import { useMay } from '@/ui/access';
import { DataTable } from '@/ui/DataTable';
import { IconArrowRight, IconSearch, IconSettings, IconUserSearch } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { itemsOf, moreOf } from '@/ui/paged';
import { SideScroll } from '@/ui/SideScroll';
import { Time } from '@/ui/Time';
import { say, sayProblem } from '@/ui/toast';
import { ChampionDrawer } from './ChampionDrawer';
import { ChampionSettingsDialog } from './ChampionSettingsDialog';
import { sorted, sureness, wayOf } from './champions.words';
import { OutreachTabs } from './OutreachTabs';
import { VerdictTag } from './VerdictTag';

const route = getRouteApi('/shell/outreach/champions');

function Way({ of }: { of: Champion }) {
  const way = wayOf(of);
  return (
    <span className="wrap">
      {way.to ? (
        <>
          <Text size="sm" c="dimmed" span>
            {way.from}
          </Text>{' '}
          <IconArrowRight size={13} aria-label="to" /> <b>{way.to}</b>
        </>
      ) : (
        way.from
      )}
      {of.newTitle && (
        <Text size="xs" c="dimmed">
          {of.newTitle}
        </Text>
      )}
    </span>
  );
}

function Sentence({ of }: { of: Champion }) {
  const heaviest = sorted(of.signs)[0];
  const more = of.signs.length - 1;
  return (
    <Text size="sm" className="wrap">
      {heaviest ? heaviest.text : of.note || 'Nothing was seen yet.'}
      {more > 0 && (
        <Text size="xs" c="dimmed" span>
          {' '}
          and {more} more
        </Text>
      )}
    </Text>
  );
}

function Decision({ of, open }: { of: Champion; open: () => void }) {
  const decide = useDecide();
  return (
    <Group gap={6} justify="flex-end" wrap="nowrap">
      <Button size="compact-sm" loading={decide.isPending} onClick={() => (of.newCompany ? decide.mutate({ id: of.id, verdict: 'MOVED' }, { onSuccess: () => say('Both records are linked, and the old one is tagged.'), onError: sayProblem }) : open())}>
        Moved
      </Button>
      <Button size="compact-sm" variant="default" disabled={decide.isPending} onClick={() => decide.mutate({ id: of.id, verdict: 'STAYED' }, { onSuccess: () => say('The same evidence asks nobody again.'), onError: sayProblem })}>
        Stayed
      </Button>
    </Group>
  );
}

export default function ChampionsPage() {
  const { show, q, id } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery({ ...champions(show, q), placeholderData: keepPreviousData });
  const may = useMay()('outreach:write');
  const [settings, setSettings] = useState(false);
  const search = useDebouncedCallback((words: string) => void navigate({ search: (before) => ({ ...before, q: words.trim() || undefined }), replace: true }), 300);
  const waiting = query.data?.pages[0]?.waiting ?? 0;
  const open = (one: string | undefined) => void navigate({ search: (before) => ({ ...before, id: one }), replace: true });
  return (
    <>
      <PageHead
        title="Champions"
        lead="People who know us are followed when they change jobs: they are looked at now and then, and what is found is shown here with what it was read from."
        actions={
          may && (
            <Button variant="default" leftSection={<IconSettings size={17} />} onClick={() => setSettings(true)}>
              Settings
            </Button>
          )
        }
      />
      <OutreachTabs at="champions" />
      <Group mb="md" gap="sm" align="center">
        <SideScroll at={show ?? 'all'}>
          <SegmentedControl
            aria-label="Which"
            value={show ?? 'all'}
            onChange={(value) => void navigate({ search: (before) => ({ ...before, show: value === 'all' ? undefined : value }), replace: true })}
            data={[
              { value: 'all', label: 'All' },
              { value: 'waiting', label: waiting ? `To decide (${waiting})` : 'To decide' },
              { value: 'MOVED', label: 'Moved' },
              { value: 'STAYED', label: 'Stayed' },
              { value: 'UNKNOWN', label: 'Unknown' },
            ]}
          />
        </SideScroll>
        <TextInput key={q === undefined ? 'none' : 'some'} aria-label="Search" placeholder="Name or company" leftSection={<IconSearch size={15} />} defaultValue={q ?? ''} onChange={(event) => search(event.currentTarget.value)} style={{ flex: '1 1 200px', maxWidth: 320 }} />
      </Group>
      <Panel flush label="Champions">
        <Loaded query={query} skeleton={<Lines rows={6} />}>
          {(data) => (
            <DataTable
              caption="Champions"
              rows={itemsOf(data)}
              rowKey={(one) => one.id}
              more={moreOf(query)}
              empty={
                show || q ? (
                  <Empty icon={IconUserSearch} title="Nobody here">
                    {show === 'waiting' ? 'Nobody waits for a decision.' : 'Nobody fits this.'}
                  </Empty>
                ) : (
                  <Empty
                    icon={IconUserSearch}
                    title="Nobody is followed yet"
                    action={
                      <Button component={Link} to="/customers" variant="default">
                        Choose among the customers
                      </Button>
                    }
                  >
                    Follow somebody on their page, give customers the tag “champion”, or let the flow “champions” bring them. Their LinkedIn profiles are then looked at within the visits of your accounts; who moved is told of, with the evidence.
                  </Empty>
                )
              }
              columns={[
                {
                  key: 'name',
                  header: 'Who',
                  lead: true,
                  cell: (one) => (
                    <UnstyledButton className="link wrap" style={{ textAlign: 'left', fontWeight: 600 }} onClick={() => open(one.id)}>
                      {one.name}
                    </UnstyledButton>
                  ),
                },
                {
                  key: 'verdict',
                  header: 'Verdict',
                  cell: (one) => (
                    <span>
                      <VerdictTag of={one} />
                      <Text size="xs" c="dimmed">
                        {sureness(one)}
                      </Text>
                    </span>
                  ),
                },
                { key: 'way', header: 'Where', width: '20%', cell: (one) => <Way of={one} /> },
                { key: 'why', header: 'Evidence', width: '36%', cell: (one) => <Sentence of={one} /> },
                {
                  key: 'looks',
                  header: 'Last look',
                  cell: (one) => (
                    <span>
                      <Time at={one.checkedAt} />
                      <Text size="xs" c="dimmed">
                        {!one.nextCheckAt || new Date(one.nextCheckAt) > new Date() ? (
                          <>
                            next <Time at={one.nextCheckAt} />
                          </>
                        ) : (
                          'next as soon as the visits of the day allow'
                        )}
                      </Text>
                    </span>
                  ),
                },
                { key: 'decide', header: <span className="visually-hidden">Decide</span>, label: '', right: true, bare: true, cell: (one) => may && one.waits && <Decision of={one} open={() => open(one.id)} /> },
              ]}
            />
          )}
        </Loaded>
      </Panel>
      <ChampionDrawer id={id} close={() => open(undefined)} />
      {settings && <ChampionSettingsDialog close={() => setSettings(false)} />}
    </>
  );
}
