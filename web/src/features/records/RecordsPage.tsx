import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { number } from '@/lib/format';
import { type Column, DataTable } from '@/ui/DataTable';
import { IconDatabase } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { type Collection, collections } from './records.api';

const COLUMNS: Column<Collection>[] = [
  {
    key: 'title',
    header: 'Collection',
    lead: true,
    cell: (one) => (
      <Link to="/records/$name" params={{ name: one.name }} className="link wrap">
        {one.title}
      </Link>
    ),
  },
  { key: 'name', header: 'Name in flows', cell: (one) => <span className="mono">{one.name}</span> },
  {
    key: 'fields',
    header: 'Fields',
    cell: (one) => (
      <Text size="sm" c="dimmed" lineClamp={2} className="wrap" maw={480}>
        {one.fields.map((field) => field.name).join(', ') || 'any'}
      </Text>
    ),
  },
  { key: 'records', header: 'Records', right: true, cell: (one) => number(one.records) },
];

export default function RecordsPage() {
  const query = useQuery(collections());
  return (
    <>
      <PageHead title="Records" lead="What flows have put by, in collections of their own." />
      <Panel flush label="Collections">
        <Loaded query={query} skeleton={<Lines rows={4} height={22} />}>
          {({ items }) => (
            <DataTable
              caption="Collections"
              columns={COLUMNS}
              rows={items}
              rowKey={(one) => one.name}
              empty={
                <Empty icon={IconDatabase} title="No records yet">
                  A flow with the node “Store records” makes a collection when it first runs.
                </Empty>
              }
            />
          )}
        </Loaded>
      </Panel>
    </>
  );
}
