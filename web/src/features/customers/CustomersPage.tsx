import { Button, Group, Select, Tabs, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { addressOf } from '@/api/client';
import { tags } from '@/api/tags';
import { count, number } from '@/lib/format';
import { useMay } from '@/ui/access';
import { DataTable } from '@/ui/DataTable';
import { IconAddressBook, IconDownload, IconLock, IconSearch, IconTags, IconUpload } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty, Notice } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { PeopleActs } from '@/ui/PeopleActs';
import { itemsOf, moreOf } from '@/ui/paged';
import { SideScroll } from '@/ui/SideScroll';
import { Tag } from '@/ui/Tag';
import { TaggingDialog, type TaggingAsk } from '@/ui/Tagging';
import { Time } from '@/ui/Time';
import { say, sayProblem } from '@/ui/toast';
import { CustomerForm } from './CustomerForm';
import { companies, type Kind, people, useAddCompany, useAddPerson } from './customers.api';
import classes from './customers.module.css';
import { ImportCustomers } from './ImportCustomers';
import { PeopleTable } from './PeopleTable';

const route = getRouteApi('/shell/customers');
const SORTS = [
  { value: 'name', label: 'By name' },
  { value: '-changed', label: 'Changed last' },
  { value: 'activity', label: 'Longest silent' },
];

function useWords(): [string, (words: string) => void] {
  const { q = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const [words, setWords] = useState(q);
  const [settled] = useDebouncedValue(words.trim(), 300);
  useEffect(() => {
    if (settled !== q) void navigate({ search: (before) => ({ ...before, q: settled || undefined }), replace: true });
    // the address follows the words, not the other way round
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [settled]);
  return [words, setWords];
}

function Search({ label }: { label: string }) {
  const [words, setWords] = useWords();
  return <TextInput w={{ base: '100%', sm: 300 }} aria-label={label} placeholder="Name, e-mail, phone, company, id" leftSection={<IconSearch size={15} />} value={words} onChange={(event) => setWords(event.currentTarget.value)} />;
}

function TagChooser({ tag, choose }: { tag: string | undefined; choose: (tag: string | undefined) => void }) {
  const { data } = useQuery(tags());
  const chosen = data?.items.find((one) => one.name === tag || one.id === tag)?.name ?? tag ?? null;
  const names = data?.items.map((one) => one.name) ?? [];
  return (
    <Select
      size="xs"
      w={170}
      aria-label="Tag"
      placeholder="Any tag"
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'Any tag' }}
      data={chosen && !names.includes(chosen) ? [chosen, ...names] : names}
      value={chosen}
      onChange={(value) => choose(value ?? undefined)}
    />
  );
}

function PeopleTab() {
  const { q, tag, owner, sort = 'name' } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery({ ...people({ q, tag, owner, sort }), placeholderData: keepPreviousData });
  const near = query.data?.pages[0]?.near && query.data.pages[0].items.length > 0;
  const may = useMay();
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [ask, setAsk] = useState<TaggingAsk>();
  return (
    <Panel
      flush
      label="People"
      title={<Search label="Search people" />}
      actions={
        <Group gap="xs">
          {may('tags:read') && <TagChooser tag={tag} choose={(value) => void navigate({ search: (before) => ({ ...before, tag: value }), replace: true })} />}
          <Select size="xs" w={150} aria-label="Order" data={SORTS} value={sort} onChange={(value) => void navigate({ search: (before) => ({ ...before, sort: value && value !== 'name' ? value : undefined }), replace: true })} allowDeselect={false} />
          <Button size="xs" variant="default" component="a" href={addressOf('/customers/people.csv', { q, tag, owner })} leftSection={<IconDownload size={14} />}>
            Export
          </Button>
        </Group>
      }
    >
      {ids.size > 0 && (
        <Group gap="sm" px={12} py={8} role="status" style={{ borderBottom: '1px solid var(--line)' }}>
          <Text size="sm" fw={600}>
            {count(ids.size, 'person', 'people')} chosen
          </Text>
          <Button size="compact-sm" leftSection={<IconTags size={14} />} onClick={() => setAsk({ person: { id: '', name: count(ids.size, 'person', 'people') }, people: [...ids], remove: false })}>
            Tag
          </Button>
          <PeopleActs people={[...ids]} name={count(ids.size, 'person', 'people')} />
          <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setIds(new Set())}>
            Choose nobody
          </Button>
        </Group>
      )}
      <TaggingDialog ask={ask} close={() => setAsk(undefined)} />
      {near && (
        <div style={{ padding: 12 }}>
          <Notice tone="info">Nobody is written exactly so; these come near.</Notice>
        </div>
      )}
      <Loaded query={query} skeleton={<Lines rows={10} height={24} />}>
        {() => (
          <PeopleTable
            query={query}
            chosen={may('tags:write') ? { ids, set: setIds } : undefined}
            empty={
              <Empty icon={IconAddressBook} title={q || tag ? 'Nobody like that' : 'Nobody yet'}>
                {q || tag ? 'Try fewer or other words.' : 'Import a CSV file, or let a flow pull people from the CRM.'}
              </Empty>
            }
          />
        )}
      </Loaded>
    </Panel>
  );
}

function CompaniesTab() {
  const { q } = route.useSearch();
  const query = useInfiniteQuery({ ...companies({ q }), placeholderData: keepPreviousData });
  return (
    <Panel
      flush
      label="Companies"
      title={<Search label="Search companies" />}
      actions={
        <Button size="xs" variant="default" component="a" href={addressOf('/customers/companies.csv', { q })} leftSection={<IconDownload size={14} />}>
          Export
        </Button>
      }
    >
      <Loaded query={query} skeleton={<Lines rows={10} height={24} />}>
        {(data) => (
          <DataTable
            caption="Companies"
            rows={itemsOf(data)}
            rowKey={(one) => one.id}
            more={moreOf(query)}
            empty={
              <Empty icon={IconAddressBook} title={q ? 'None like that' : 'No companies yet'}>
                {q ? 'Try fewer or other words.' : 'Add one, import a CSV file, or let a flow pull accounts from the CRM.'}
              </Empty>
            }
            columns={[
              {
                key: 'name',
                header: 'Name',
                lead: true,
                cell: (one) => (
                  <span className={classes.named}>
                    <Link to="/customers/companies/$id" params={{ id: one.id }} className="link wrap">
                      {one.name}
                    </Link>
                    {one.doNotContact && (
                      <Tag tone="bad" icon={IconLock}>
                        Do not contact
                      </Tag>
                    )}
                  </span>
                ),
              },
              { key: 'domain', header: 'Domain', cell: (one) => <span className="wrap">{one.domain}</span> },
              { key: 'city', header: 'City', cell: (one) => <span className="wrap">{[one.city, one.country].filter(Boolean).join(', ')}</span> },
              { key: 'people', header: 'People', right: true, cell: (one) => number(one.people) },
              { key: 'owner', header: 'Owner', cell: (one) => <span className="wrap">{one.owner}</span> },
              { key: 'changed', header: 'Changed', cell: (one) => <Time at={one.changedAt} /> },
            ]}
          />
        )}
      </Loaded>
    </Panel>
  );
}

export default function CustomersPage() {
  const { tab = 'people' } = route.useSearch();
  const navigate = route.useNavigate();
  const may = useMay();
  const kind: Kind = tab === 'companies' ? 'companies' : 'people';
  const person = useAddPerson();
  const company = useAddCompany();
  const [adding, setAdding] = useState(false);
  const [importing, setImporting] = useState(false);
  const added = (to: '/customers/people/$id' | '/customers/companies/$id') => ({
    onSuccess: (made: { id: string }) => {
      say('Added.');
      setAdding(false);
      void navigate({ to, params: { id: made.id } });
    },
    onError: sayProblem,
  });
  return (
    <>
      <PageHead
        title="Customers"
        lead="People and companies, with everything that happened to them."
        actions={
          may('customers:write') && (
            <>
              <Button variant="default" leftSection={<IconUpload size={16} />} onClick={() => setImporting(true)}>
                Import
              </Button>
              <Button onClick={() => setAdding(true)}>{kind === 'people' ? 'Add a person' : 'Add a company'}</Button>
            </>
          )
        }
      />
      <Tabs value={tab} onChange={(value) => void navigate({ search: { tab: value === 'people' ? undefined : (value ?? undefined) }, replace: true })} keepMounted={false}>
        <SideScroll at={tab}>
          <Tabs.List>
            <Tabs.Tab value="people">People</Tabs.Tab>
            <Tabs.Tab value="companies">Companies</Tabs.Tab>
          </Tabs.List>
        </SideScroll>
        <Tabs.Panel value="people">
          <PeopleTab />
        </Tabs.Panel>
        <Tabs.Panel value="companies">
          <CompaniesTab />
        </Tabs.Panel>
      </Tabs>
      <ImportCustomers key={`import ${kind}`} kind={kind} opened={importing} close={() => setImporting(false)} />
      <CustomerForm
        key={`add ${kind}`}
        kind={kind}
        title={kind === 'people' ? 'Add a person' : 'Add a company'}
        opened={adding}
        busy={person.isPending || company.isPending}
        before={{}}
        close={() => setAdding(false)}
        save={(values) => (kind === 'people' ? person.mutate(values, added('/customers/people/$id')) : company.mutate(values, added('/customers/companies/$id')))}
      />
    </>
  );
}
