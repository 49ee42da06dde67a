import { Button, FileButton, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { sendText } from '@/api/client';
import { useMay } from '@/ui/access';
import { type Column, DataTable } from '@/ui/DataTable';
import { IconFileImport, IconPlus, IconSitemap } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty, Failed } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { RunStateTag } from '@/ui/StateTags';
import { Time } from '@/ui/Time';
import { say, sayProblem } from '@/ui/toast';
import { Approvals } from './Approvals';
import { fresh, slug } from './design';
import { type FlowItem, flows, useCreateFlow } from './flows.api';
import { FlowStateTag } from './FlowStateTag';

const COLUMNS: Column<FlowItem>[] = [
  {
    key: 'title',
    header: 'Flow',
    lead: true,
    cell: (one) => (
      <div className="wrap" style={{ maxWidth: 420 }}>
        <Link to="/flows/$id" params={{ id: one.id }} className="link">
          {one.title}
        </Link>
        {one.description && (
          <Text size="xs" c="dimmed" lineClamp={1}>
            {one.description}
          </Text>
        )}
      </div>
    ),
  },
  { key: 'state', header: 'State', cell: (one) => <FlowStateTag state={one.state} /> },
  { key: 'when', header: 'Runs', cell: (one) => <span className="wrap">{one.triggers.map((trigger) => trigger.summary).join('; ') || 'by hand'}</span> },
  { key: 'next', header: 'Next', cell: (one) => one.nextDue && <Time at={one.nextDue} /> },
  {
    key: 'last',
    header: 'Last run',
    cell: (one) =>
      one.lastRun && (
        <Link to="/runs/$id" params={{ id: one.lastRun.id }}>
          <RunStateTag state={one.lastRun.state} />
        </Link>
      ),
  },
];

function NewFlow({ onClose }: { onClose: () => void }) {
  const [title, setTitle] = useState('');
  const create = useCreateFlow();
  const navigate = useNavigate();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(fresh(slug(title), title.trim()), { onSuccess: (made) => void navigate({ to: '/flows/$id', params: { id: made.id } }) });
  };
  return (
    <Modal opened onClose={onClose} title="New flow" size="md">
      <form onSubmit={submit}>
        <Stack gap="sm">
          {create.error && <Failed error={create.error} />}
          <TextInput label="Title" required maxLength={120} value={title} onChange={(event) => setTitle(event.currentTarget.value)} description={title.trim() ? `Its name in files and scripts: ${slug(title)}` : undefined} data-autofocus />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending}>
              Draw it
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

export default function FlowListPage() {
  const may = useMay()('flows:write');
  const query = useQuery(flows());
  const client = useQueryClient();
  const navigate = useNavigate();
  const [making, setMaking] = useState(false);
  const load = async (file: File | null) => {
    if (!file) return;
    try {
      const made = await sendText<{ id: string }>('/flows/import', await file.text(), 'text/yaml');
      await client.invalidateQueries({ queryKey: ['flows'] });
      say(`${file.name} has been read as a draft.`);
      await navigate({ to: '/flows/$id', params: { id: made.id } });
    } catch (error) {
      sayProblem(error);
    }
  };
  return (
    <>
      <PageHead
        title="Flows"
        lead="Work that runs by itself: when something is due, records are read, shaped, kept and sent."
        actions={
          may && (
            <>
              <FileButton onChange={(file) => void load(file)} accept=".yaml,.yml,text/yaml">
                {(props) => (
                  <Button {...props} variant="default" leftSection={<IconFileImport size={17} />}>
                    Import
                  </Button>
                )}
              </FileButton>
              <Button leftSection={<IconPlus size={17} />} onClick={() => setMaking(true)}>
                New flow
              </Button>
            </>
          )
        }
      />
      <div style={{ display: 'grid', gap: 18 }}>
        <Approvals />
        <Panel flush label="Flows">
          <Loaded query={query} skeleton={<Lines rows={5} height={24} />}>
            {({ items }) => (
              <DataTable
                caption="Flows"
                columns={COLUMNS}
                rows={items}
                rowKey={(one) => one.id}
                empty={
                  <Empty icon={IconSitemap} title="No flows yet" action={may && <Button onClick={() => setMaking(true)}>Draw the first</Button>}>
                    A flow reads records from a file, a service or our own collections, and does with them what you draw.
                  </Empty>
                }
              />
            )}
          </Loaded>
        </Panel>
      </div>
      {making && <NewFlow onClose={() => setMaking(false)} />}
    </>
  );
}
