import { Button, Group, Modal, NumberInput, Select, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { connections } from '@/api/queries';
import { number } from '@/lib/format';
import { useMay } from '@/ui/access';
import { useConfirm } from '@/ui/Confirm';
import { DataTable } from '@/ui/DataTable';
import { IconBan, IconCircleCheck, IconClock, IconShieldCheck } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import { Tag } from '@/ui/Tag';
import { Time } from '@/ui/Time';
import { say, sayProblem } from '@/ui/toast';
import { flowNames, objectFields, type PushMode, type Standing, standings, useGiveStanding, useRevokeStanding } from './pushes.api';

const MODES = [
  { value: 'UPDATE', label: 'Only records that are there' },
  { value: 'UPSERT', label: 'Records by an external id, new ones too' },
  { value: 'MEMBER', label: 'Members of a campaign' },
];

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

function Giving({ close }: { close: () => void }) {
  const give = useGiveStanding();
  const { data } = useQuery(connections());
  const [title, setTitle] = useState('');
  const [connection, setConnection] = useState<string | null>(null);
  const [object, setObject] = useState('Contact');
  const [mode, setMode] = useState<PushMode>('UPDATE');
  const [fields, setFields] = useState<string[]>([]);
  const [purpose, setPurpose] = useState('sales');
  const [mostRows, setMostRows] = useState<number>(200);
  const [until, setUntil] = useState(inDays(30));
  const [flow, setFlow] = useState<string | null>(null);
  const may = useMay();
  const flows = useQuery({ ...flowNames(), enabled: may('flows:read') });
  const crms = data?.items.filter((one) => one.vendor === 'salesforce') ?? [];
  const at = crms.find((one) => one.name === connection);
  const known = useQuery({ ...objectFields(at?.id ?? '', object.trim()), enabled: Boolean(at && object.trim()) && may('pulls:read') });
  const complete = title.trim() && connection && object.trim() && fields.length > 0 && purpose.trim() && until;
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        Pushes that fit all of this go out without waiting. Consent is checked all the same, and every use is in the audit trail under your name.
      </Text>
      <TextInput label="Title" required value={title} onChange={(event) => setTitle(event.currentTarget.value)} placeholder="Old leads, nightly" data-autofocus />
      <Select label="Connection" required data={crms.map((one) => one.name)} value={connection} onChange={setConnection} />
      <TextInput label="Object" required value={object} onChange={(event) => setObject(event.currentTarget.value)} />
      <Select label="Writes" data={MODES} value={mode} onChange={(value) => setMode((value ?? 'UPDATE') as PushMode)} allowDeselect={false} />
      <TagsInput
        label="Fields"
        required
        description="Only these fields, by the CRM's names; Enter after each."
        data={known.data?.fields.filter((field) => !field.calculated).map((field) => field.name) ?? []}
        maxDropdownHeight={200}
        value={fields}
        onChange={setFields}
      />
      <TextInput label="Purpose" required description="As the flow names it." value={purpose} onChange={(event) => setPurpose(event.currentTarget.value)} />
      {flows.data && (
        <Select label="From" searchable clearable clearButtonProps={{ 'aria-label': 'Any flow' }} placeholder="Any flow" data={flows.data.items.map((one) => ({ value: one.id, label: one.title }))} value={flow} onChange={setFlow} nothingFoundMessage="No such flow" />
      )}
      <NumberInput label="At most, records a push" min={1} max={10000} value={mostRows} onChange={(value) => setMostRows(Number(value) || 1)} />
      <TextInput type="date" label="Ends" required value={until} min={inDays(1)} max={inDays(365)} onChange={(event) => setUntil(event.currentTarget.value)} />
      <Group justify="flex-end" mt="sm">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button
          disabled={!complete}
          loading={give.isPending}
          onClick={() =>
            give.mutate(
              { title, connection: connection ?? '', object, mode, fields, purpose, flow, mostRows, expiresAt: `${until}T23:59:59Z` },
              {
                onSuccess: () => {
                  say('Given.');
                  close();
                },
                onError: sayProblem,
              },
            )
          }
        >
          Give it
        </Button>
      </Group>
    </Stack>
  );
}

function StandingTag({ state }: { state: Standing['state'] }) {
  if (state === 'ACTIVE') return <Tag tone="good" icon={IconCircleCheck}>In force</Tag>;
  return state === 'EXPIRED' ? <Tag tone="idle" icon={IconClock}>Ended</Tag> : <Tag tone="idle" icon={IconBan}>Taken back</Tag>;
}

/** Approvals given beforehand. */
export function StandingPanel() {
  const query = useQuery(standings());
  const may = useMay();
  const flows = useQuery({ ...flowNames(), enabled: may('flows:read') });
  const from = (flow: string | null | undefined) => (flow ? (flows.data?.items.find((one) => one.id === flow)?.title ?? 'one flow') : undefined);
  const revoke = useRevokeStanding();
  const [giving, setGiving] = useState(false);
  const { ask, dialog } = useConfirm();
  return (
    <Panel
      flush
      title="Standing approvals"
      actions={
        may('pushes:approve') && (
          <Button size="xs" onClick={() => setGiving(true)}>
            Give one
          </Button>
        )
      }
    >
      <Loaded query={query} skeleton={<Lines rows={4} height={26} />}>
        {(data) => (
          <DataTable
            caption="Standing approvals"
            rows={data.items}
            rowKey={(one) => one.id}
            empty={
              <Empty icon={IconShieldCheck} title="None">
                Each push waits for a person. For work that comes every night, an approval can be given beforehand: for named fields, a number of records and a time.
              </Empty>
            }
            columns={[
              {
                key: 'title',
                header: 'What',
                lead: true,
                cell: (one) => (
                  <>
                    <span className="wrap">{one.scope.title}</span>
                    <Text size="xs" c="dimmed" className="wrap">
                      {one.scope.fields.join(', ')} of {one.scope.object} in {one.scope.connection}
                      {one.scope.flow ? `, from ${from(one.scope.flow)}` : ''}
                    </Text>
                  </>
                ),
              },
              { key: 'state', header: 'State', cell: (one) => <StandingTag state={one.state} /> },
              { key: 'purpose', header: 'Purpose', cell: (one) => one.scope.purpose },
              { key: 'most', header: 'At most', right: true, cell: (one) => number(one.scope.mostRows) },
              { key: 'used', header: 'Used', right: true, cell: (one) => number(one.used) },
              { key: 'owner', header: 'Given by', cell: (one) => <span className="wrap">{one.ownerName ?? one.owner}</span> },
              { key: 'ends', header: 'Ends', cell: (one) => <Time at={one.scope.expiresAt} /> },
              {
                key: 'act',
                header: <span className="visually-hidden">Take back</span>,
                label: '',
                right: true,
                bare: true,
                cell: (one) =>
                  one.state === 'ACTIVE' &&
                  may('pushes:approve') && (
                    <Button
                      size="compact-sm"
                      variant="default"
                      onClick={() =>
                        ask({
                          title: `Take “${one.scope.title}” back?`,
                          text: 'From now on such pushes wait for a person.',
                          yes: 'Take back',
                          danger: true,
                          act: () => revoke.mutate(one.id, { onSuccess: () => say('Taken back.'), onError: sayProblem }),
                        })
                      }
                    >
                      Take back
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </Loaded>
      <Modal opened={giving} onClose={() => setGiving(false)} title="Give a standing approval" size="md">
        <Giving close={() => setGiving(false)} />
      </Modal>
      {dialog}
    </Panel>
  );
}
