import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { connections } from '@/api/queries';
import { IconFilter } from '@/ui/icons';
import { Notice } from '@/ui/Notice';
import { Builder } from './Builder';
import type { Query } from './pulls.api';
import { normal } from './query';
import { isLimited, orderOf } from './ways';

/** Settings of a node of a flow, by name. */
type Settings = Record<string, unknown>;

interface Read {
  query: Query;
  /** What cannot be read of the settings. */
  fault?: string;
}

/** The query that settings of a node stand for; its conditions are a document within them. */
export function queryOf(settings: Settings): Read {
  const object = typeof settings.object === 'string' ? settings.object : '';
  const fields = Array.isArray(settings.fields) ? settings.fields.map(String) : [];
  const zone = typeof settings.zone === 'string' && settings.zone ? { zone: settings.zone } : {};
  const order = Array.isArray(settings.order) ? settings.order.map((line) => sortedBy(String(line))) : [];
  const limited = { ...(order.length > 0 ? { order } : {}), ...(typeof settings.limit === 'number' ? { limit: settings.limit } : {}) };
  const text = typeof settings.filter === 'string' ? settings.filter.trim() : settings.filter === undefined ? '' : JSON.stringify(settings.filter);
  if (!text) return { query: { object, fields, where: { all: [] }, ...limited, ...zone } };
  try {
    return { query: normal({ object, fields, where: JSON.parse(text) as Query['where'] & object, ...limited, ...zone }) };
  } catch {
    return { query: { object, fields, where: { all: [] }, ...limited, ...zone }, fault: 'The conditions that stand there are no JSON document; using this query replaces them.' };
  }
}

/** A line such as "LastActivityDate desc". */
function sortedBy(line: string): { field: string; direction: string } {
  const [field = '', direction = 'asc'] = line.trim().split(/\s+/);
  return { field, direction };
}

/** The settings with another query in them. */
export function withQuery(settings: Settings, connection: string, query: Query): Settings {
  const rest = Object.fromEntries(Object.entries(settings).filter(([name]) => !['filter', 'order', 'limit'].includes(name)));
  const order = orderOf(query.order)
    .filter((one) => one.field)
    .map((one) => (one.direction === 'desc' ? `${one.field} desc` : one.field));
  const some = query.where && Object.values(query.where).some((rules) => Array.isArray(rules) && rules.length > 0);
  return { ...rest, connection, object: query.object, fields: query.fields, ...(some ? { filter: JSON.stringify(query.where) } : {}), ...(order.length > 0 ? { order } : {}), ...(query.limit ? { limit: query.limit } : {}) };
}

function Window({ settings, close, onChange }: { settings: Settings; close: () => void; onChange: (settings: Settings) => void }) {
  const all = useQuery(connections());
  const crms = all.data?.items.filter((one) => one.vendor === 'salesforce') ?? [];
  const before = queryOf(settings);
  const [query, setQuery] = useState(before.query);
  const [name, setName] = useState(typeof settings.connection === 'string' && settings.connection ? settings.connection : undefined);
  const whole = settings.mode === 'all';
  const connection = crms.find((one) => one.name === name) ?? (name === undefined && crms.length === 1 ? crms[0] : undefined);
  return (
    <Stack>
      {before.fault && <Notice tone="warn">{before.fault}</Notice>}
      <Select
        label="Connection"
        data={crms.map((one) => one.name)}
        value={connection?.name ?? null}
        onChange={(next) => setName(next ?? undefined)}
        allowDeselect={false}
        placeholder={all.isPending ? 'Reading the connections …' : crms.length === 0 ? 'No CRM is connected yet' : 'Choose one'}
      />
      {connection && <Builder connection={connection.id} query={query} set={setQuery} whole={whole} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button
          disabled={!connection || !query.object || query.fields.length === 0 || (!whole && isLimited(query))}
          onClick={() => {
            if (connection) onChange(withQuery(settings, connection.name, query));
            close();
          }}
        >
          Use this query
        </Button>
      </Group>
    </Stack>
  );
}

/** Puts the query of a node together from rows, with what it finds, what it costs and the first records beside it. */
export default function NodeQuery({ settings, onChange }: { settings: Settings; onChange: (settings: Settings) => void }) {
  const [open, setOpen] = useState(false);
  return (
    <div>
      <Button variant="default" size="xs" leftSection={<IconFilter size={15} />} onClick={() => setOpen(true)}>
        Put the query together
      </Button>
      <Text size="xs" c="dimmed" mt={4}>
        From objects, attributes and conditions, with what it finds and costs.
      </Text>
      <Modal opened={open} onClose={() => setOpen(false)} title="What is pulled" size="xl">
        {open && <Window settings={settings} close={() => setOpen(false)} onChange={onChange} />}
      </Modal>
    </div>
  );
}
