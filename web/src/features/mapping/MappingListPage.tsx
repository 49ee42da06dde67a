import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { number } from '@/lib/format';
import { useMay } from '@/ui/access';
import { DataTable } from '@/ui/DataTable';
import { IconAlertTriangle, IconCircleCheck, IconRoute } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { Tag } from '@/ui/Tag';
import { Time } from '@/ui/Time';
import { mappings } from './mapping.api';

export default function MappingListPage() {
  const query = useQuery(mappings());
  const may = useMay();
  const make = may('pulls:write') && (
    <Button component={Link} to="/mappings/new">
      New mapping
    </Button>
  );
  return (
    <>
      <PageHead title="Field mappings" lead="Which field of the CRM goes to which of ours, and back." actions={make} />
      <Panel flush label="Field mappings">
        <Loaded query={query} skeleton={<Lines rows={5} height={26} />}>
          {({ items }) => (
            <DataTable
              caption="Field mappings"
              rows={items}
              rowKey={(one) => one.id}
              empty={
                <Empty icon={IconRoute} title="No mappings yet" action={make || undefined}>
                  A mapping turns records of the CRM into people, companies or records of ours, and warns before a field it needs is renamed or gone.
                </Empty>
              }
              columns={[
                {
                  key: 'name',
                  header: 'Name',
                  lead: true,
                  cell: (one) => (
                    <Link to="/mappings/$id" params={{ id: one.id }} className="link wrap">
                      {one.name}
                    </Link>
                  ),
                },
                { key: 'from', header: 'From', cell: (one) => <span className="wrap">{one.from}</span> },
                { key: 'to', header: 'To', cell: (one) => <span className="wrap">{one.to}</span> },
                { key: 'fields', header: 'Fields', right: true, cell: (one) => number(one.fields) },
                {
                  key: 'drift',
                  header: 'Both ends',
                  cell: (one) =>
                    one.drifted === null || one.drifted === undefined ? (
                      ''
                    ) : one.drifted > 0 ? (
                      <Tag tone="warn" icon={IconAlertTriangle}>
                        {one.drifted} changed
                      </Tag>
                    ) : (
                      <Tag tone="good" icon={IconCircleCheck}>
                        As mapped
                      </Tag>
                    ),
                },
                { key: 'changed', header: 'Changed', cell: (one) => <Time at={one.changedAt} /> },
              ]}
            />
          )}
        </Loaded>
      </Panel>
    </>
  );
}
