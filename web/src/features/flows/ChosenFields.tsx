import { Autocomplete, Button, FileButton, Group, Select, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { get, upload } from '@/api/client';
import { connections, syncs } from '@/api/queries';
import { count, share } from '@/lib/format';
import { ZONES } from '@/lib/zones';
import { IconUpload } from '@/ui/icons';
import { sayProblem } from '@/ui/toast';
import { flows } from './flows.api';

interface Shared {
  label: ReactNode;
  description: string | undefined;
  error: string | undefined;
  required: boolean;
  disabled: boolean | undefined;
}

interface UploadedFile {
  id: string;
  name: string;
  rows?: number | null;
  columns?: string[] | null;
}

const collections = () => ({ queryKey: ['records', 'collections'] as const, queryFn: ({ signal }: { signal: AbortSignal }) => get<{ items: { name: string }[] }>('/records', undefined, signal) });

const files = () => ({ queryKey: ['flow-files'] as const, queryFn: ({ signal }: { signal: AbortSignal }) => get<{ items: UploadedFile[] }>('/flows/files', undefined, signal) });

/** A file that was uploaded for flows, or one that is uploaded now. */
export function UploadField({ label, description, error, required, disabled, value, onChange }: Shared & { value: string; onChange: (value: string | undefined) => void }) {
  const { data } = useQuery(files());
  const client = useQueryClient();
  const [done, setDone] = useState<number>();
  const send = async (file: File | null) => {
    if (!file) return;
    const form = new FormData();
    form.set('file', file);
    setDone(0);
    try {
      const made = await upload<UploadedFile>('/flows/files', form, setDone);
      await client.invalidateQueries({ queryKey: ['flow-files'] });
      onChange(made.id);
    } catch (problem) {
      sayProblem(problem);
    } finally {
      setDone(undefined);
    }
  };
  const known = data?.items ?? [];
  const chosen = known.find((one) => one.id === value);
  return (
    <div>
      <Group gap={8} align="flex-end" wrap="nowrap">
        <Select
          style={{ flex: 1 }}
          label={label}
          description={description}
          error={error}
          required={required}
          disabled={disabled ?? false}
          clearable={!required}
          clearButtonProps={{ 'aria-label': 'No file' }}
          data={[...known.map((one) => ({ value: one.id, label: one.name })), ...(value && !chosen ? [{ value, label: 'A file that is gone' }] : [])]}
          value={value || null}
          onChange={(next) => onChange(next ?? undefined)}
        />
        <FileButton onChange={(file) => void send(file)} accept=".csv,.txt,.xlsx">
          {(props) => (
            <Button {...props} variant="default" disabled={disabled ?? false} loading={done !== undefined} leftSection={<IconUpload size={15} />}>
              Upload
            </Button>
          )}
        </FileButton>
      </Group>
      <Text size="xs" c="dimmed" mt={3} role="status">
        {done !== undefined ? `${share(done, 1)} sent` : chosen?.rows !== undefined && chosen?.rows !== null ? `${count(chosen.rows, 'row')}: ${chosen.columns?.join(', ') ?? ''}` : ''}
      </Text>
    </div>
  );
}

interface Named {
  items: { name: string }[];
}
const named = (key: string, address: string) => ({ queryKey: [key, 'names'] as const, queryFn: ({ signal }: { signal: AbortSignal }) => get<Named>(address, undefined, signal) });

export type NameOf = 'flow' | 'ordersync' | 'collection' | 'connection' | 'pull' | 'tag' | 'mapping' | 'zone' | 'timezone';
export const NAMES: NameOf[] = ['flow', 'ordersync', 'collection', 'connection', 'pull', 'tag', 'mapping', 'zone', 'timezone'];

/** The name of something that is there, such as a flow or a connection; one that is not there yet may be written too. */
export function NameField({ of, value, onChange, ...shared }: Shared & { of: NameOf; value: string; onChange: (value: string) => void }) {
  const flowList = useQuery({ ...flows(), enabled: of === 'flow' });
  const syncList = useQuery({ ...syncs(), enabled: of === 'ordersync' });
  const collectionList = useQuery({ ...collections(), enabled: of === 'collection' });
  const connectionList = useQuery({ ...connections(), enabled: of === 'connection' });
  const pullList = useQuery({ ...named('pulls', '/pulls'), enabled: of === 'pull' });
  const tagList = useQuery({ ...named('tags', '/tags'), enabled: of === 'tag' });
  const mappingList = useQuery({ ...named('mappings', '/mappings'), enabled: of === 'mapping' });
  const names: Record<NameOf, string[] | undefined> = {
    flow: flowList.data?.items.map((one) => one.name),
    ordersync: syncList.data?.items.map((one) => `${one.name}/${one.environment}`),
    collection: collectionList.data?.items.map((one) => one.name),
    connection: connectionList.data?.items.map((one) => one.name),
    pull: pullList.data?.items.map((one) => one.name),
    tag: tagList.data?.items.map((one) => one.name),
    mapping: mappingList.data?.items.map((one) => one.name),
    zone: ZONES,
    timezone: ZONES,
  };
  return <Autocomplete {...shared} disabled={shared.disabled ?? false} data={names[of] ?? []} limit={60} value={value} onChange={onChange} />;
}
