import { SegmentedControl, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { ROW_STATES } from '@/api/contract';
import { syncGroups } from '@/api/queries';
import { ROW_ACTION, ROW_STATE } from '@/lib/words';
import { IconSearch } from '@/ui/icons';
import classes from './ordersync.module.css';

const route = getRouteApi('/shell/ordersync/$id/rows');
const STATES = ROW_STATES.map((value) => ({ value, label: ROW_STATE[value].label }));
const ACTIONS = Object.entries(ROW_ACTION).map(([value, label]) => ({ value, label }));
const KINDS = [
  { value: 'orders', label: 'Orders' },
  { value: 'lines', label: 'Lines' },
];

/** What of the rows is shown. Kept in the address, so that a view can be sent to somebody. */
export function RowFilters() {
  const { id } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const groups = useQuery(syncGroups(id));
  const [words, setWords] = useState(search.q ?? '');
  const [q] = useDebouncedValue(words.trim(), 300);
  const set = (change: Partial<typeof search>) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false });
  useEffect(() => {
    void navigate({ search: (before) => ({ ...before, q: q || undefined }), replace: true, resetScroll: false });
  }, [q, navigate]);
  return (
    <div className={classes.filters}>
      <SegmentedControl size="xs" aria-label="Orders or lines" data={KINDS} value={search.kind === 'lines' ? 'lines' : 'orders'} onChange={(kind) => set({ kind: kind === 'lines' ? 'lines' : undefined })} />
      <Select size="xs" w={150} aria-label="State" placeholder="Every state" clearable clearButtonProps={{ 'aria-label': 'Every state' }} data={STATES} value={search.state ?? null} onChange={(state) => set({ state: state ?? undefined })} />
      <Select size="xs" w={140} aria-label="Action" placeholder="Every action" clearable clearButtonProps={{ 'aria-label': 'Every action' }} data={ACTIONS} value={search.action ?? null} onChange={(action) => set({ action: action ?? undefined })} />
      <Select
        size="xs"
        w={190}
        aria-label="Customer"
        placeholder="Every customer"
        searchable
        clearable
        clearButtonProps={{ 'aria-label': 'Every customer' }}
        limit={200}
        data={groups.data?.items.map((one) => one.group) ?? (search.group ? [search.group] : [])}
        value={search.group ?? null}
        onChange={(group) => set({ group: group ?? undefined })}
      />
      <TextInput size="xs" w={170} aria-label="Search the rows" placeholder="Search" leftSection={<IconSearch size={14} />} value={words} onChange={(event) => setWords(event.currentTarget.value)} />
    </div>
  );
}
