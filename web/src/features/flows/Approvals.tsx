import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { count, number } from '@/lib/format';
import { useMay } from '@/ui/access';
import { useConfirm } from '@/ui/Confirm';
import { DataTable } from '@/ui/DataTable';
import { Panel } from '@/ui/Page';
import { Time } from '@/ui/Time';
import { say, sayProblem } from '@/ui/toast';
import { type Approval, approvals, useApprove } from './flows.api';

/** What waits for a person's word; nothing is shown where nothing does. */
export function Approvals() {
  const may = useMay();
  const { data } = useQuery({ ...approvals(), enabled: may('flows:read') });
  const approve = useApprove();
  const { ask, dialog } = useConfirm();
  if (!data || data.items.length === 0) return null;
  const decide = (one: Approval, yes: boolean) =>
    ask({
      title: yes ? `Approve “${one.title}”?` : `Refuse “${one.title}”?`,
      text: yes ? `${count(one.records, 'record')} ${one.records === 1 ? 'goes' : 'go'} on.` : `${count(one.records, 'record')} ${one.records === 1 ? 'is' : 'are'} dropped.`,
      yes: yes ? 'Approve' : 'Refuse',
      danger: !yes,
      act: () => approve.mutate({ id: one.id, approve: yes }, { onSuccess: () => say(yes ? 'Approved.' : 'Refused.'), onError: sayProblem }),
    });
  return (
    <Panel flush title="Waiting for approval">
      <DataTable
        caption="Waiting for approval"
        rows={data.items}
        rowKey={(one) => one.id}
        columns={[
          {
            key: 'title',
            header: 'What',
            lead: true,
            cell: (one) => (
              <Link to="/runs/$id" params={{ id: one.run }} className="link wrap">
                {one.title}
              </Link>
            ),
          },
          { key: 'records', header: 'Records', right: true, cell: (one) => number(one.records) },
          { key: 'asked', header: 'Asked', cell: (one) => <Time at={one.askedAt} /> },
          { key: 'expires', header: 'Until', cell: (one) => (one.expiresAt ? <Time at={one.expiresAt} /> : <Text size="sm" c="dimmed">no end</Text>) },
          {
            key: 'act',
            header: <span className="visually-hidden">Decide</span>,
            label: '',
            right: true,
            bare: true,
            cell: (one) =>
              may('flows:run') && (
                <Group gap={6} justify="flex-end" wrap="nowrap">
                  <Button size="compact-sm" onClick={() => decide(one, true)}>
                    Approve
                  </Button>
                  <Button size="compact-sm" variant="default" onClick={() => decide(one, false)}>
                    Refuse
                  </Button>
                </Group>
              ),
          },
        ]}
      />
      {dialog}
    </Panel>
  );
}
