import { Anchor, Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { count } from '@/lib/format';
import { useMay } from '@/ui/access';
import { DataTable } from '@/ui/DataTable';
import { Panel } from '@/ui/Page';
import { Time } from '@/ui/Time';
import { say, sayProblem } from '@/ui/toast';
import { suggestions, useDecideSame } from './leads.api';

/** Connections that have a lead's name: a name alone proves nothing, so a person says whether it is them. Nothing where there are none. */
export function Suggested() {
  const may = useMay()('outreach:run');
  const { data } = useQuery(suggestions());
  const decide = useDecideSame();
  if (!data || data.items.length === 0) return null;
  const decided = (lead: string, member: string, same: boolean) => decide.mutate({ lead, member, same }, { onSuccess: ({ outcome }) => say(outcome), onError: sayProblem });
  return (
    <Panel flush title={`${count(data.items.length, 'new connection has', 'new connections have')} the name of a lead`}>
      <DataTable
        caption="Connections that may be leads"
        rows={data.items}
        rowKey={(one) => `${one.lead} ${one.member}`}
        columns={[
          {
            key: 'name',
            header: 'Lead',
            lead: true,
            cell: (one) => (
              <Anchor component={Link} to={`/outreach/leads/${one.lead}`} size="sm" fw={600} className="wrap">
                {one.name}
              </Anchor>
            ),
          },
          {
            key: 'profile',
            header: 'Connection',
            cell: (one) =>
              one.publicId ? (
                <Anchor href={`https://www.linkedin.com/in/${encodeURIComponent(one.publicId)}`} target="_blank" rel="noreferrer" size="sm" className="wrap">
                  {one.publicId}
                </Anchor>
              ) : (
                <span className="mono wrap">{one.member}</span>
              ),
          },
          { key: 'at', header: 'Seen', cell: (one) => <Time at={one.at} /> },
          {
            key: 'acts',
            header: <span className="visually-hidden">Decide</span>,
            label: '',
            right: true,
            cell: (one) =>
              may && (
                <Group gap={6} justify="flex-end" wrap="nowrap">
                  <Button size="compact-sm" variant="default" onClick={() => decided(one.lead, one.member, true)}>
                    It is them
                  </Button>
                  <Button size="compact-sm" variant="subtle" color="gray" onClick={() => decided(one.lead, one.member, false)}>
                    Somebody else
                  </Button>
                </Group>
              ),
          },
        ]}
      />
    </Panel>
  );
}
