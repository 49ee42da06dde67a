import { Select, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { connections } from '@/api/queries';
import { collectionNames, mappings, objectNames, type Side } from './mapping.api';

const TARGETS: Record<string, string> = { 'customers.person': 'People', 'customers.company': 'Companies' };

type Kind = 'crm' | 'target' | 'collection';

function kindOf(side: Side): Kind {
  return side.connection ? 'crm' : side.collection ? 'collection' : 'target';
}

/** One end of a mapping: an object of a CRM, our customers, or a collection of records. */
export function SideChooser({ label, side, set }: { label: string; side: Side; set: (next: Side) => void }) {
  const kind = kindOf(side);
  const { data: all } = useQuery(connections());
  const { data: ours } = useQuery(mappings());
  const { data: kept } = useQuery(collectionNames());
  const crms = all?.items.filter((one) => one.vendor === 'salesforce') ?? [];
  const { data: objects } = useQuery({ ...objectNames(side.connection ?? ''), enabled: Boolean(side.connection) });
  return (
    <Stack gap="xs">
      <Select
        label={label}
        data={[
          ...(crms.length ? [{ value: 'crm', label: 'Records of a CRM' }] : []),
          { value: 'target', label: 'Our customers' },
          { value: 'collection', label: 'A collection of records' },
        ]}
        value={kind}
        allowDeselect={false}
        onChange={(value) => set(value === 'crm' ? { connection: crms[0]?.name ?? '', object: 'Contact' } : value === 'collection' ? { collection: kept?.items[0]?.name ?? '' } : { target: 'customers.person' })}
      />
      {kind === 'crm' && (
        <>
          <Select aria-label={`${label}: connection`} data={crms.map((one) => one.name)} value={side.connection ?? null} allowDeselect={false} onChange={(value) => set({ connection: value, object: side.object })} />
          <Select
            aria-label={`${label}: object`}
            searchable
            data={objects?.items.map((one) => ({ value: one.name, label: one.label })) ?? (side.object ? [side.object] : [])}
            value={side.object ?? null}
            allowDeselect={false}
            onChange={(value) => set({ connection: side.connection, object: value })}
          />
        </>
      )}
      {kind === 'target' && (
        <Select aria-label={`${label}: kind`} data={(ours?.targets ?? Object.keys(TARGETS)).map((value) => ({ value, label: TARGETS[value] ?? value }))} value={side.target ?? null} allowDeselect={false} onChange={(value) => set({ target: value })} />
      )}
      {kind === 'collection' && (
        <Select aria-label={`${label}: collection`} placeholder="No collection yet" data={kept?.items.map((one) => ({ value: one.name, label: one.title })) ?? []} value={side.collection ?? null} allowDeselect={false} onChange={(value) => set({ collection: value })} />
      )}
    </Stack>
  );
}
