import { Button, Tabs, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type Tag as TagOf, taggedPeople, tagHistory, tags } from '@/api/tags';
import { count } from '@/lib/format';
import { useMay } from '@/ui/access';
import { DataTable } from '@/ui/DataTable';
import { IconAddressBook, IconChevronRight, IconCircleCheck, IconCircleMinus, IconCirclePlus, IconHelpCircle, IconHistory, IconLock, IconPencil, IconTags, IconTrash } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { itemsOf, moreOf } from '@/ui/paged';
import { SideScroll } from '@/ui/SideScroll';
import { Tag } from '@/ui/Tag';
import { TaggingDialog, type TaggingAsk } from '@/ui/Tagging';
import { TagMark } from '@/ui/TagMark';
import { Time } from '@/ui/Time';
import classes from './tags.module.css';
import { useTagActs } from './useTagActs';
import { consentOf } from './words';

const route = getRouteApi('/shell/tags/$id');

function Somebody({ id, name }: { id: string; name: string | null | undefined }) {
  return (
    <Link to="/customers/people/$id" params={{ id }} className="link wrap">
      {name ?? 'Somebody who is gone'}
    </Link>
  );
}

function Who({ who, run }: { who: string; run: string | null | undefined }) {
  return (
    <>
      {who}
      {run && (
        <>
          {' · '}
          <Link to="/runs/$id" params={{ id: run }} className="nowrap">
            its run
          </Link>
        </>
      )}
    </>
  );
}

function Consent({ state, why }: { state: 'GRANTED' | 'UNKNOWN' | 'WITHDRAWN' | null | undefined; why: string | null | undefined }) {
  if (!state) return null;
  const title = why ?? undefined;
  if (state === 'GRANTED') return <Tag tone="good" icon={IconCircleCheck} title={title}>Yes</Tag>;
  return state === 'WITHDRAWN' ? <Tag tone="bad" icon={IconLock} title={title}>No</Tag> : <Tag tone="idle" icon={IconHelpCircle} title={title}>Not known</Tag>;
}

function People({ of }: { of: TagOf }) {
  const query = useInfiniteQuery(taggedPeople(of.id));
  const may = useMay();
  const [ask, setAsk] = useState<TaggingAsk>();
  return (
    <Panel
      flush
      title={count(of.people, 'person', 'people')}
      actions={
        of.people > 0 && (
          <Link to="/customers" search={{ tag: of.name }}>
            <Text size="sm" span>
              Among the customers
            </Text>
          </Link>
        )
      }
    >
      <Loaded query={query} skeleton={<Lines rows={8} height={24} />}>
        {(data) => (
          <DataTable
            caption="People with this tag"
            rows={itemsOf(data)}
            rowKey={(one) => one.id}
            more={moreOf(query)}
            empty={
              <Empty icon={IconAddressBook} title="Nobody has it">
                Put it on somebody on their page, or let a flow do it.
              </Empty>
            }
            columns={[
              { key: 'person', header: 'Person', lead: true, cell: (one) => <Somebody id={one.id} name={one.person} /> },
              { key: 'why', header: 'Why', cell: (one) => <div className={classes.why}>{one.why}</div> },
              { key: 'who', header: 'By', cell: (one) => <span><Who who={one.who} run={one.run} /></span> },
              { key: 'since', header: 'Since', cell: (one) => <Time at={one.since} /> },
              ...(of.channel ? [{ key: 'consent', header: 'Consent then', cell: (one: { consent?: 'GRANTED' | 'UNKNOWN' | 'WITHDRAWN' | null | undefined; consentWhy?: string | null | undefined }) => <Consent state={one.consent} why={one.consentWhy} /> }] : []),
              {
                key: 'off',
                header: <span className="visually-hidden">Take off</span>,
                label: '',
                right: true,
                bare: true,
                cell: (one) =>
                  may('tags:write') && (
                    <Button size="compact-sm" variant="default" onClick={() => setAsk({ person: { id: one.id, name: one.person ?? 'them' }, tag: of, remove: true })}>
                      Take off
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </Loaded>
      <TaggingDialog ask={ask} close={() => setAsk(undefined)} />
    </Panel>
  );
}

function History({ id }: { id: string }) {
  const query = useInfiniteQuery(tagHistory(id));
  return (
    <Panel flush label="History of the tag">
      <Loaded query={query} skeleton={<Lines rows={8} height={24} />}>
        {(data) => (
          <DataTable
            caption="History of the tag"
            rows={itemsOf(data)}
            rowKey={(one) => one.id}
            more={moreOf(query)}
            empty={<Empty icon={IconHistory} title="Nothing was done with it yet" />}
            columns={[
              { key: 'person', header: 'Person', lead: true, cell: (one) => <Somebody id={one.person} name={one.personName} /> },
              {
                key: 'did',
                header: 'What',
                cell: (one) =>
                  one.did === 'ADDED' ? (
                    <Tag tone="good" icon={IconCirclePlus}>
                      Put on
                    </Tag>
                  ) : (
                    <Tag tone="idle" icon={IconCircleMinus}>
                      Taken off
                    </Tag>
                  ),
              },
              { key: 'why', header: 'Why', cell: (one) => <div className={classes.why}>{one.why}</div> },
              { key: 'who', header: 'By', cell: (one) => <span><Who who={one.who} run={one.run} /></span> },
              { key: 'at', header: 'When', cell: (one) => <Time at={one.at} /> },
            ]}
          />
        )}
      </Loaded>
    </Panel>
  );
}

export default function TagPage() {
  const { id } = route.useParams();
  const { tab = 'people' } = route.useSearch();
  const navigate = useNavigate();
  const query = useQuery(tags());
  const may = useMay();
  const { change, drop, dialogs } = useTagActs(() => void navigate({ to: '/tags' }));
  return (
    <Loaded query={query} skeleton={<Lines rows={8} height={24} />}>
      {({ items }) => {
        const of = items.find((tag) => tag.id === id);
        if (!of) {
          return (
            <Empty icon={IconTags} title="There is no such tag" action={<Button component={Link} to="/tags" variant="default">All tags</Button>}>
              It may have been deleted; what was done with it is in the story of each person.
            </Empty>
          );
        }
        const consent = consentOf(of);
        return (
          <>
            <PageHead
              title={of.name}
              lead={
                <>
                  {of.about}
                  {consent && <Text size="sm">{consent}.</Text>}
                </>
              }
              above={
                <>
                  <Link to="/tags">Tags</Link>
                  <IconChevronRight size={14} aria-hidden />
                  <TagMark of={of} />
                </>
              }
              actions={
                may('tags:write') && (
                  <>
                    <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => change(of)}>
                      Change
                    </Button>
                    <Button variant="default" leftSection={<IconTrash size={16} />} onClick={() => drop(of)}>
                      Delete
                    </Button>
                  </>
                )
              }
            />
            {may('customers:read') && (
              <Tabs value={tab} onChange={(value) => void navigate({ to: '/tags/$id', params: { id }, search: { tab: value === 'people' ? undefined : (value ?? undefined) }, replace: true })} keepMounted={false}>
                <SideScroll at={tab}>
                  <Tabs.List>
                    <Tabs.Tab value="people">People</Tabs.Tab>
                    <Tabs.Tab value="history">History</Tabs.Tab>
                  </Tabs.List>
                </SideScroll>
                <Tabs.Panel value="people">
                  <People of={of} />
                </Tabs.Panel>
                <Tabs.Panel value="history">
                  <History id={id} />
                </Tabs.Panel>
              </Tabs>
            )}
            {dialogs}
          </>
        );
      }}
    </Loaded>
  );
}
