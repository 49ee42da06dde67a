import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { connections } from '@/api/queries';
import { ZONES } from '@/lib/zones';
import { IconPlug } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import { Builder } from './Builder';
import type { Pull, PullInput, Query } from './pulls.api';
import { normal } from './query';
import { isLimited, orderOf, withOrder } from './ways';

const NEW: Query = { object: '', fields: [], where: { all: [] }, zone: Intl.DateTimeFormat().resolvedOptions().timeZone };

/** Without the places to sort by that nothing was chosen for. */
const saved = (query: Query): Query => withOrder(query, orderOf(query.order).filter((one) => one.field));

/** @param before the pull that is changed; without one a new one is made */
export function PullForm({ before, busy, save, cancel }: { before?: Pull; busy: boolean; save: (input: PullInput) => void; cancel: () => void }) {
  const query = useQuery(connections());
  const [name, setName] = useState(before?.name ?? '');
  const [connection, setConnection] = useState<string | null>(before?.connection ?? null);
  const [mode, setMode] = useState<Pull['mode']>(before?.mode ?? 'INCREMENTAL');
  const [wanted, setWanted] = useState<Query>(before ? normal(before.query) : NEW);
  return (
    <Loaded query={query} skeleton={<Lines rows={6} />}>
      {({ items }) => {
        const crms = items.filter((one) => one.vendor === 'salesforce');
        const chosen = connection ?? (crms.length === 1 ? crms[0]?.id : undefined);
        if (crms.length === 0) {
          return (
            <Panel label="No connection">
              <Empty icon={IconPlug} title="No CRM is connected yet" action={<Button component={Link} to="/connections">Add a connection</Button>}>
                A pull asks a CRM such as Salesforce.
              </Empty>
            </Panel>
          );
        }
        return (
          <Stack>
            <Panel label="Pull">
              <Stack gap="sm">
                <TextInput label="Name" required value={name} onChange={(event) => setName(event.currentTarget.value)} placeholder="Contacts of the west" maxLength={100} />
                <Select label="Connection" data={crms.map((one) => ({ value: one.id, label: one.name }))} value={chosen ?? null} onChange={setConnection} allowDeselect={false} />
                <Select
                  label="Each time"
                  data={[
                    { value: 'INCREMENTAL', label: 'What changed since the last time' },
                    { value: 'FULL', label: 'All of it' },
                  ]}
                  value={mode}
                  onChange={(value) => setMode((value ?? 'INCREMENTAL') as Pull['mode'])}
                  allowDeselect={false}
                />
                <Select
                  label="Days are those of"
                  description="What “today” and a day in a condition mean."
                  searchable
                  limit={60}
                  data={ZONES}
                  value={wanted.zone ?? 'UTC'}
                  onChange={(zone) => setWanted({ ...wanted, zone: zone ?? 'UTC' })}
                  allowDeselect={false}
                />
              </Stack>
            </Panel>
            {chosen && <Builder connection={chosen} query={wanted} set={setWanted} whole={mode === 'FULL'} />}
            <Group justify="flex-end">
              <Button variant="default" onClick={cancel}>
                Cancel
              </Button>
              <Button loading={busy} disabled={!name.trim() || !chosen || !wanted.object || wanted.fields.length === 0 || (mode === 'INCREMENTAL' && isLimited(wanted))} onClick={() => chosen && save({ name: name.trim(), connection: chosen, query: saved(wanted), mode, ...(before ? { overlap: before.overlap } : {}) })}>
                Save
              </Button>
            </Group>
          </Stack>
        );
      }}
    </Loaded>
  );
}
