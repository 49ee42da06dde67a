import { ActionIcon, Button, Checkbox, Group, MultiSelect, Select, SegmentedControl, Stack, Text, TextInput, Textarea, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { IconArrowRight, IconBulb, IconTrash } from '@/ui/icons';
import { Lines } from '@/ui/Loaded';
import { Failed, Notice } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import { EMPTY, lacking, withEntry, withSuggestions } from './entries';
import { type Entry, type MapField, type Mapping, type MappingInput, type Side, suggestions, type Suggestion, type TextChange } from './mapping.api';
import classes from './mapping.module.css';
import { SideChooser } from './SideChooser';
import { TestPanel } from './TestPanel';

const CHANGES: { value: TextChange; label: string }[] = [
  { value: 'TRIM', label: 'without blanks around' },
  { value: 'LOWER', label: 'small letters' },
  { value: 'UPPER', label: 'capital letters' },
  { value: 'TITLE', label: 'Capital Each Word' },
  { value: 'DIGITS', label: 'digits alone' },
];

const SURE = 0.6;

function nameOf(field: MapField): string {
  return field.label === field.name ? field.name : `${field.label} (${field.name})`;
}

/** What is said of an entry beside its source, in a line. */
function besides(entry: Entry): string {
  return [
    ...entry.changes.map((change) => CHANGES.find((one) => one.value === change)?.label ?? change.toLowerCase()),
    entry.standard ? `“${entry.standard}” where nothing comes` : '',
    entry.format ? `dates as ${entry.format}` : '',
    entry.required ? 'fails where nothing comes' : '',
  ]
    .filter(Boolean)
    .join('; ');
}

const PATH = /^[A-Za-z]\w*(\.[A-Za-z]\w*){1,5}$/;

/** The fields to choose from; a field of a parent, such as Account.Owner.Name, is chosen by writing its path. */
export function sources(from: MapField[], chosen: string | null | undefined, search: string): { value: string; label: string }[] {
  const known = from.map((field) => ({ value: field.name, label: nameOf(field) }));
  const more = [chosen ?? '', search.trim()].filter((path) => PATH.test(path) && !known.some((one) => one.value === path || one.label === path));
  return [...known, ...[...new Set(more)].map((path) => ({ value: path, label: path }))];
}

function EntryRow({ entry, target, from, guess, set, drop }: { entry: Entry; target: MapField | undefined; from: MapField[]; guess: Suggestion | undefined; set: (change: Partial<Entry>) => void; drop: () => void }) {
  const [more, setMore] = useState(false);
  const also = besides(entry);
  const [search, setSearch] = useState('');
  const byExpression = entry.expression !== undefined && entry.expression !== null;
  return (
    <div className={classes.entry}>
      <div>
        {byExpression ? (
          <Textarea aria-label={`Expression for ${entry.to}`} autosize minRows={1} maxRows={5} spellCheck={false} placeholder={'record.FirstName + " " + record.LastName'} value={entry.expression ?? ''} onChange={(event) => set({ expression: event.currentTarget.value })} classNames={{ input: 'mono' }} />
        ) : (
          <Select aria-label={`Source of ${entry.to}`} searchable clearable placeholder="Nothing" data={sources(from, entry.from, search)} value={entry.from ?? null} onChange={(value) => set({ from: value })} searchValue={search} onSearchChange={setSearch} />
        )}
        <Group gap={10} mt={4}>
          <Button size="compact-xs" h={24} variant="subtle" onClick={() => set(byExpression ? { expression: null } : { expression: entry.from ? `record.${entry.from}` : '', from: null })}>
            {byExpression ? 'From a field' : 'By an expression'}
          </Button>
          <Button size="compact-xs" h={24} variant="subtle" onClick={() => setMore(!more)} aria-expanded={more}>
            {more ? 'Less' : 'More'}
          </Button>
          {guess && entry.from === guess.from && (
            <Tooltip label={guess.why} multiline maw={280} events={{ hover: true, focus: true, touch: true }}>
              <Text size="xs" c="dimmed" span tabIndex={0}>
                guessed, {Math.round(guess.score * 100)} % sure
              </Text>
            </Tooltip>
          )}
        </Group>
        {!more && also && (
          <Text size="xs" c="dimmed" mt={2} className="wrap">
            {also}
          </Text>
        )}
        {more && (
          <Stack gap={6} mt={6}>
            <TextInput size="xs" label="Where nothing comes" placeholder="nothing" value={entry.standard ?? ''} onChange={(event) => set({ standard: event.currentTarget.value || null })} />
            <MultiSelect size="xs" label="Changed to" data={CHANGES} value={entry.changes} onChange={(value) => set({ changes: value as TextChange[] })} />
            <TextInput size="xs" label="How text writes dates" placeholder="dd.MM.yyyy" value={entry.format ?? ''} onChange={(event) => set({ format: event.currentTarget.value || null })} />
            <Checkbox size="xs" label="A record fails where nothing comes" checked={entry.required} onChange={(event) => set({ required: event.currentTarget.checked })} />
          </Stack>
        )}
      </div>
      <IconArrowRight size={16} aria-hidden className={classes.arrow} />
      <div>
        <div className="wrap">
          {target ? target.label : entry.to}
          {target?.required && (
            <Text span c="red" aria-label="has to be filled">
              {' '}
              *
            </Text>
          )}
        </div>
        <Text size="xs" c="dimmed" className="wrap">
          {entry.to}
          {target ? ` · ${target.type.toLowerCase()}` : ' · not there (any more)'}
        </Text>
      </div>
      <ActionIcon variant="subtle" color="gray" aria-label={`Do not fill ${entry.to}`} onClick={drop}>
        <IconTrash size={16} />
      </ActionIcon>
    </div>
  );
}

export function MappingForm({ before, busy, save, cancel }: { before?: Mapping; busy: boolean; save: (input: MappingInput) => void; cancel: () => void }) {
  const [name, setName] = useState(before?.name ?? '');
  const [from, setFrom] = useState<Side>(before?.from ?? { target: 'customers.person' });
  const [to, setTo] = useState<Side>(before?.to ?? { target: 'customers.person' });
  const [entries, setEntries] = useState<Entry[]>(before?.fields ?? []);
  const [missing, setMissing] = useState<Mapping['missing']>(before?.missing ?? 'FAILS');
  const whole = (side: Side) => Boolean(side.target || side.collection || (side.connection && side.object) || side.fields?.length);
  const same = JSON.stringify(from) === JSON.stringify(to);
  const asked = useQuery({ ...suggestions(from, to), enabled: whole(from) && whole(to) && !same });
  const guesses = asked.data?.items ?? [];
  const target = asked.data?.to ?? [];
  const open = target.filter((field) => field.writable && !entries.some((entry) => entry.to === field.name));
  const lacks = lacking(entries, target);
  const guessed = withSuggestions(entries, guesses, SURE).length - entries.length;
  const input: MappingInput = { name: name.trim(), from, to, fields: entries.filter((entry) => entry.from || entry.expression || entry.standard), missing, ...(before ? { version: before.version } : {}) };
  return (
    <Stack>
      <Panel title="What goes where">
        <Stack gap="sm">
          <TextInput label="Name" description="How flows call it" required value={name} onChange={(event) => setName(event.currentTarget.value)} maxLength={100} />
          <div className={classes.sides}>
            <SideChooser label="From" side={from} set={setFrom} />
            <IconArrowRight size={20} aria-hidden className={classes.arrow} />
            <SideChooser label="To" side={to} set={setTo} />
          </div>
          {same && <Notice tone="info">Choose two different ends.</Notice>}
        </Stack>
      </Panel>
      {!same && (
        <Panel
          title="Fields"
          actions={
            guessed > 0 && (
              <Button size="xs" variant="default" leftSection={<IconBulb size={14} />} onClick={() => setEntries(withSuggestions(entries, guesses, SURE))}>
                Take {guessed} {guessed === 1 ? 'guess' : 'guesses'}
              </Button>
            )
          }
        >
          {asked.error ? (
            <Failed error={asked.error} retry={() => void asked.refetch()} />
          ) : !asked.data ? (
            <Lines rows={6} />
          ) : (
            <Stack gap={0}>
              {lacks.length > 0 && <Notice tone="warn">Still to be filled: {lacks.map((field) => field.label).join(', ')}.</Notice>}
              {entries.map((entry) => (
                <EntryRow
                  key={entry.to}
                  entry={entry}
                  target={target.find((field) => field.name === entry.to)}
                  from={asked.data.from}
                  guess={guesses.find((one) => one.to === entry.to)}
                  set={(change) => setEntries(withEntry(entries, entry.to, change))}
                  drop={() => setEntries(withEntry(entries, entry.to, undefined))}
                />
              ))}
              {open.length > 0 && (
                <Select
                  mt="sm"
                  aria-label="Fill another field"
                  placeholder="Fill another field …"
                  searchable
                  data={open.map((field) => ({ value: field.name, label: nameOf(field) + (field.required ? ' *' : '') }))}
                  value={null}
                  onChange={(value) => value && setEntries([...entries, { ...EMPTY, to: value, from: guesses.find((one) => one.to === value)?.from ?? null }])}
                />
              )}
              <Group mt="md" gap="sm">
                <Text size="sm">A record that lacks a mapped field</Text>
                <SegmentedControl
                  size="xs"
                  aria-label="A record that lacks a mapped field"
                  data={[
                    { value: 'FAILS', label: 'fails' },
                    { value: 'IS_EMPTY', label: 'counts as empty' },
                  ]}
                  value={missing}
                  onChange={(value) => setMissing(value as Mapping['missing'])}
                />
              </Group>
            </Stack>
          )}
        </Panel>
      )}
      {asked.data && entries.length > 0 && <TestPanel mapping={{ ...input, name: input.name || 'test' }} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={cancel}>
          Cancel
        </Button>
        <Button loading={busy} disabled={!input.name || input.fields.length === 0 || same} onClick={() => save(input)}>
          Save
        </Button>
      </Group>
    </Stack>
  );
}
