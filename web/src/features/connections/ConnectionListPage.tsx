import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Connection } from '@/api/contract';
import { connections } from '@/api/queries';
import { useMay } from '@/ui/access';
import { type Column, DataTable } from '@/ui/DataTable';
import { IconPlug, IconPlus } from '@/ui/icons';
import { Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { HealthTag } from '@/ui/StateTags';
import { Time } from '@/ui/Time';
import { ConnectionForm } from './ConnectionForm';
import { TestButton } from './TestButton';

export default function ConnectionListPage() {
  const query = useQuery(connections());
  const may = useMay()('connections:write');
  const [adding, setAdding] = useState(false);
  const add = may && (
    <Button leftSection={<IconPlus size={17} />} onClick={() => setAdding(true)}>
      Add a connection
    </Button>
  );
  const columns: Column<Connection>[] = [
    {
      key: 'name',
      header: 'Connection',
      lead: true,
      cell: (one) => (
        <div className="wrap">
          <Link to="/connections/$id" params={{ id: one.id }} className="link">
            {one.name}
          </Link>
          <Text size="xs" c="dimmed">
            {one.vendor} · {one.endpoint}
          </Text>
        </div>
      ),
    },
    { key: 'health', header: 'Health', cell: (one) => <HealthTag of={one} /> },
    { key: 'message', header: 'What it said last', cell: (one) => one.healthMessage && <Text span size="sm" className="wrap">{one.healthMessage}</Text> },
    { key: 'at', header: 'Looked at', cell: (one) => <Time at={one.healthAt} /> },
    { key: 'test', header: <span className="visually-hidden">Actions</span>, label: '', right: true, bare: true, cell: (one) => may && <TestButton connection={one} /> },
  ];
  return (
    <>
      <PageHead title="Connections" lead="Accounts at the services SalesSync works with. Tokens are kept encrypted and never shown again." actions={add} />
      <Panel flush label="Connections">
        <Loaded query={query}>
          {(data) => (
            <DataTable
              caption="Connections"
              columns={columns}
              rows={data.items}
              rowKey={(one) => one.id}
              empty={
                <Empty icon={IconPlug} title="No connections yet" action={add}>
                  Connect your monday.com account with an API token; the order sync writes to its boards.
                </Empty>
              }
            />
          )}
        </Loaded>
      </Panel>
      <ConnectionForm opened={adding} onClose={() => setAdding(false)} />
    </>
  );
}
