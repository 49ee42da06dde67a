import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { connections } from '@/api/queries';
import { useMay } from '@/ui/access';
import { DataTable } from '@/ui/DataTable';
import { IconCloudDownload } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { Time } from '@/ui/Time';
import { pulls } from './pulls.api';

export default function PullListPage() {
  const query = useQuery(pulls());
  const { data } = useQuery(connections());
  const may = useMay();
  const nameOf = (id: string) => data?.items.find((one) => one.id === id)?.name ?? '';
  const make = may('pulls:write') && (
    <Button component={Link} to="/pulls/new">
      New pull
    </Button>
  );
  return (
    <>
      <PageHead title="Pulls" lead="What is fetched from the CRM. Every pull is counted on both sides; one that lacks a record is a failed one." actions={make} />
      <Panel flush label="Pulls">
        <Loaded query={query} skeleton={<Lines rows={6} height={26} />}>
          {({ items }) => (
            <DataTable
              caption="Pulls"
              rows={items}
              rowKey={(one) => one.id}
              empty={
                <Empty icon={IconCloudDownload} title="No pulls yet" action={make || undefined}>
                  Put a query together without knowing the CRM's language, see what it finds, and let a flow work with it.
                </Empty>
              }
              columns={[
                {
                  key: 'name',
                  header: 'Name',
                  lead: true,
                  cell: (one) => (
                    <Link to="/pulls/$id" params={{ id: one.id }} className="link wrap">
                      {one.name}
                    </Link>
                  ),
                },
                { key: 'object', header: 'Object', cell: (one) => <span className="wrap">{one.query.object}</span> },
                { key: 'connection', header: 'Connection', cell: (one) => <span className="wrap">{nameOf(one.connection)}</span> },
                { key: 'mode', header: 'Each time', cell: (one) => (one.mode === 'FULL' ? 'all of it' : 'what changed') },
                {
                  key: 'cursor',
                  header: 'Complete up to',
                  cell: (one) =>
                    one.cursor ? (
                      <Time at={one.cursor} />
                    ) : (
                      <Text size="sm" c="dimmed" span>
                        never fetched
                      </Text>
                    ),
                },
                { key: 'compared', header: 'Ids compared', cell: (one) => (one.comparedAt ? <Time at={one.comparedAt} /> : '') },
              ]}
            />
          )}
        </Loaded>
      </Panel>
    </>
  );
}
