import { Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { count } from '@/lib/format';
import { type Column, DataTable } from '@/ui/DataTable';
import { IconChevronRight, IconDatabase, IconSearch } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { itemsOf, moreOf } from '@/ui/paged';
import { Time } from '@/ui/Time';
import { collections, type StoredRecord, storedRecords } from './records.api';

const route = getRouteApi('/shell/records/$name');
const SHOWN = 7;

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export default function CollectionPage() {
  const { name } = route.useParams();
  const [words, setWords] = useState('');
  const [q] = useDebouncedValue(words.trim(), 300);
  const { data: known } = useQuery(collections());
  const collection = known?.items.find((one) => one.name === name);
  const query = useInfiniteQuery({ ...storedRecords(name, q || undefined), placeholderData: keepPreviousData });
  const listed = collection?.fields.map((field) => field.name) ?? [];
  const found = query.data ? [...new Set(itemsOf(query.data).flatMap((record) => Object.keys(record.values)))] : [];
  const fields = [...listed, ...found.filter((field) => !listed.includes(field))].slice(0, SHOWN);
  const columns: Column<StoredRecord>[] = [
    {
      key: '#key',
      header: 'Key',
      lead: true,
      cell: (record) => (
        <Link to="/logs/record" search={{ key: record.key }} className="wrap">
          {record.key}
        </Link>
      ),
    },
    ...fields.map((field): Column<StoredRecord> => ({
      key: field,
      header: field,
      cell: (record) => (
        <Text size="sm" lineClamp={2} className="wrap" maw={260} span>
          {textOf(record.values[field])}
        </Text>
      ),
    })),
    { key: '#changed', header: 'Changed', cell: (record) => <Time at={record.changedAt} /> },
  ];
  return (
    <>
      <PageHead
        title={collection?.title ?? name}
        lead={collection && count(collection.records, 'record')}
        above={
          <>
            <Link to="/records">Records</Link>
            <IconChevronRight size={14} aria-hidden />
            <span>{name}</span>
          </>
        }
      />
      <Panel
        flush
        label="Records"
        title={<TextInput w={{ base: '100%', sm: 300 }} aria-label="Search the records" placeholder="Search" leftSection={<IconSearch size={15} />} value={words} onChange={(event) => setWords(event.currentTarget.value)} />}
      >
        <Loaded query={query} skeleton={<Lines rows={8} height={22} />}>
          {(data) => <DataTable caption="Records" columns={columns} rows={itemsOf(data)} rowKey={(record) => record.key} more={moreOf(query)} empty={<Empty icon={IconDatabase} title={q ? 'Nothing found' : 'No records yet'} />} />}
        </Loaded>
      </Panel>
    </>
  );
}
