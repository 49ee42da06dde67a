import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { IconSearch, IconX } from '@/ui/icons';
import { OUTCOMES } from './logs.api';
import { OUTCOME } from './OutcomeTag';
import classes from './logs.module.css';

export interface LogSearch {
  flow?: string | undefined;
  run?: string | undefined;
  node?: string | undefined;
  key?: string | undefined;
  outcome?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  q?: string | undefined;
}

const SINCE = [
  { value: '1h', label: 'Last hour', hours: 1 },
  { value: '24h', label: 'Last 24 hours', hours: 24 },
  { value: '7d', label: 'Last 7 days', hours: 168 },
  { value: '30d', label: 'Last 30 days', hours: 720 },
];

function Words({ label, value, onChange, width = 170 }: { label: string; value: string | undefined; onChange: (words: string | undefined) => void; width?: number }) {
  const [words, setWords] = useState(value ?? '');
  const [settled] = useDebouncedValue(words.trim(), 300);
  const outside = value ?? '';
  useEffect(() => {
    if (settled !== outside) onChange(settled || undefined);
    // Only what was typed counts here: what comes from outside is taken over by the key of this field.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [settled]);
  return <TextInput size="xs" w={width} aria-label={label} placeholder={label} leftSection={<IconSearch size={14} />} value={words} onChange={(event) => setWords(event.currentTarget.value)} />;
}

/** What of the log is shown. Kept in the address, so that a view can be sent to somebody. */
export function LogFilters({ search, set }: { search: LogSearch; set: (change: LogSearch) => void }) {
  const [since, setSince] = useState<string | null>(null);
  const any = Object.values(search).some(Boolean);
  const clear = () => {
    setSince(null);
    set({ flow: undefined, run: undefined, node: undefined, key: undefined, outcome: undefined, from: undefined, to: undefined, q: undefined });
  };
  return (
    <div className={classes.filters}>
      <Select
        size="xs"
        w={150}
        aria-label="Outcome"
        placeholder="Every outcome"
        clearable
        clearButtonProps={{ 'aria-label': 'Every outcome' }}
        data={OUTCOMES.map((value) => ({ value, label: OUTCOME[value].label }))}
        value={search.outcome ?? null}
        onChange={(outcome) => set({ outcome: outcome ?? undefined })}
      />
      <Select
        size="xs"
        w={150}
        aria-label="Time"
        placeholder={search.from ? 'A range' : 'Any time'}
        clearable
        clearButtonProps={{ 'aria-label': 'Any time' }}
        data={SINCE.map(({ value, label }) => ({ value, label }))}
        value={since}
        onChange={(value) => {
          setSince(value);
          const hours = SINCE.find((one) => one.value === value)?.hours;
          set({ from: hours ? new Date(Date.now() - hours * 3_600_000).toISOString() : undefined, to: undefined });
        }}
      />
      <Words key={`key ${search.key ?? ''}`} label="Record" value={search.key} onChange={(key) => set({ key })} width={150} />
      <Words key={`node ${search.node ?? ''}`} label="Node" value={search.node} onChange={(node) => set({ node })} width={130} />
      <Words key={`q ${search.q ?? ''}`} label="Text" value={search.q} onChange={(q) => set({ q })} />
      {/* What a link from elsewhere narrowed the list to has no field here, and must not do so unseen. */}
      {search.run && (
        <Button size="xs" variant="default" rightSection={<IconX size={13} />} onClick={() => set({ run: undefined })} aria-label="One run alone: show all runs">
          One run
        </Button>
      )}
      {search.flow && (
        <Button size="xs" variant="default" rightSection={<IconX size={13} />} onClick={() => set({ flow: undefined })} aria-label="One flow alone: show all flows">
          One flow
        </Button>
      )}
      {(search.from ?? search.to) && !since && (
        <Button size="xs" variant="default" rightSection={<IconX size={13} />} onClick={() => set({ from: undefined, to: undefined })} aria-label="A range of time: show any time">
          A range of time
        </Button>
      )}
      {any && (
        <Button size="xs" variant="subtle" leftSection={<IconX size={14} />} onClick={clear}>
          Clear
        </Button>
      )}
    </div>
  );
}
