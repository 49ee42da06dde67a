import { Button, FileButton, Group, Modal, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { count, number } from '@/lib/format';
import { useMay } from '@/ui/access';
import { DataTable } from '@/ui/DataTable';
import { IconFileImport, IconPlus, IconSend } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty, Failed } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { itemsOf, moreOf } from '@/ui/paged';
import { Time } from '@/ui/Time';
import { say, sayProblem } from '@/ui/toast';
import { beginning } from './document';
import { LeadBar } from './LeadBar';
import { OutreachTabs } from './OutreachTabs';
import { type SequenceItem, sequences, useImportSequence, useMakeSequence } from './sequences.api';
import { SequenceStateTag } from './StateTags';
import { AT_WORK } from './words';

const route = getRouteApi('/shell/outreach');
const STATES = [
  { value: 'all', label: 'At hand' },
  { value: 'LIVE', label: 'Live' },
  { value: 'DRAFT', label: 'Drafts' },
  { value: 'ARCHIVED', label: 'Archived' },
];

function active(of: SequenceItem): number {
  return AT_WORK.reduce((sum, state) => sum + (of.counts[state] ?? 0), 0);
}

function Make({ close }: { close: () => void }) {
  const [name, setName] = useState('');
  const making = useMakeSequence();
  const navigate = useNavigate();
  return (
    <Modal opened onClose={close} title="A new sequence" size="md">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          making.mutate(beginning(name.trim()), { onSuccess: (made) => void navigate({ to: '/outreach/sequences/$id', params: { id: made.sequence.id } }) });
        }}
      >
        <Stack gap="sm">
          {making.error ? <Failed error={making.error} /> : null}
          <TextInput label="Name" description="What your team calls it" required maxLength={200} value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
          <Text size="sm" c="dimmed">
            It begins with an invitation, a look whether it was accepted, and a first message. Nothing goes out before you publish it and put leads in.
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" disabled={!name.trim()} loading={making.isPending}>
              Make it
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

export default function SequenceListPage() {
  const { state = 'all' } = route.useSearch();
  const navigate = route.useNavigate();
  const go = useNavigate();
  const may = useMay();
  const [making, setMaking] = useState(false);
  const importing = useImportSequence();
  const query = useInfiniteQuery({ ...sequences(state === 'all' ? undefined : state), placeholderData: keepPreviousData });
  const take = async (file: File | null) => {
    if (!file) return;
    importing.mutate(await file.text(), {
      onSuccess: (made) => {
        say(`“${made.sequence.name}” is here, as a draft.`);
        void go({ to: '/outreach/sequences/$id', params: { id: made.sequence.id } });
      },
      onError: sayProblem,
    });
  };
  return (
    <>
      <PageHead
        title="Outreach"
        lead="Leads walk through sequences of invitations, messages and mails. Nobody is written to twice, and every lead says what it waits for."
        actions={
          may('outreach:write') && (
            <>
              <FileButton accept=".yaml,.yml,text/yaml" onChange={(file) => void take(file)}>
                {(button) => (
                  <Button {...button} variant="default" leftSection={<IconFileImport size={17} />} loading={importing.isPending}>
                    From a file
                  </Button>
                )}
              </FileButton>
              <Button leftSection={<IconPlus size={17} />} onClick={() => setMaking(true)}>
                New sequence
              </Button>
            </>
          )
        }
      />
      <OutreachTabs at="sequences" />
      <Panel
        flush
        label="Sequences"
        title={<SegmentedControl size="xs" aria-label="Which" data={STATES} value={state} onChange={(value) => void navigate({ search: { state: value === 'all' ? undefined : value }, replace: true })} />}
      >
        <Loaded query={query} skeleton={<Lines rows={5} height={28} />}>
          {(data) => (
            <DataTable
              caption="Sequences"
              rows={itemsOf(data)}
              rowKey={(one) => one.id}
              more={moreOf(query)}
              empty={
                <Empty icon={IconSend} title={state === 'all' ? 'No sequence yet' : 'None of these'} action={may('outreach:write') && state === 'all' ? <Button onClick={() => setMaking(true)}>Make the first one</Button> : undefined}>
                  A sequence says what happens with a lead: an invitation, a message once they accept, a mail where they do not.
                </Empty>
              }
              columns={[
                {
                  key: 'name',
                  header: 'Sequence',
                  lead: true,
                  cell: (one) => (
                    <>
                      <Link to="/outreach/sequences/$id" params={{ id: one.id }} className="link wrap">
                        {one.name}
                      </Link>
                      <Text size="xs" c="dimmed" className="wrap">
                        {one.version ? `Version ${one.version}` : 'Never published'} · {one.owner}
                      </Text>
                    </>
                  ),
                },
                { key: 'state', header: 'State', cell: (one) => <SequenceStateTag state={one.state} /> },
                {
                  key: 'leads',
                  header: 'Leads',
                  width: 240,
                  cell: (one) => (
                    <div style={{ minWidth: 150 }}>
                      <LeadBar counts={one.counts} />
                      <Text size="xs" c="dimmed" mt={3}>
                        {count(active(one), 'lead', 'leads')} on the way
                      </Text>
                    </div>
                  ),
                },
                { key: 'replied', header: 'Replied', right: true, cell: (one) => number(one.counts.REPLIED ?? 0) },
                { key: 'completed', header: 'Completed', right: true, cell: (one) => number(one.counts.COMPLETED ?? 0) },
                { key: 'failed', header: 'Failed', right: true, cell: (one) => number(one.counts.FAILED ?? 0) },
                { key: 'at', header: 'Changed', cell: (one) => <Time at={one.changedAt} /> },
              ]}
            />
          )}
        </Loaded>
      </Panel>
      {making && <Make close={() => setMaking(false)} />}
    </>
  );
}
