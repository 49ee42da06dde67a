import { ActionIcon, Button, Group, Menu, Select, Stack, Switch, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { get } from '@/api/client';
import { dateAndTime, utc } from '@/lib/format';
import { ZONES } from '@/lib/zones';
import { IconClock, IconPlus, IconTrash } from '@/ui/icons';
import { Failed, Notice } from '@/ui/Notice';
import type { Finding, FlowDefinition, SchemaField, TriggerSpec } from './flows.api';
import { nextTimes, readWords } from './flows.api';
import classes from './flows.module.css';
import { SettingsForm } from './SettingsForm';

const KINDS: Record<string, string> = { schedule: 'At set times', webhook: 'When a webhook is called', file: 'When a file is dropped', after: 'After another run', manual: 'By hand' };
/** Settings that do not say when: they stay when the words change. */
const kept = (settings: TriggerSpec['settings']) =>
  Object.fromEntries(Object.entries(settings).filter(([name]) => ['start', 'end', 'except', 'holidays', 'weekend', 'jitter', 'missed', 'overlap'].includes(name)));

const clockFace = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });

/** A time on the clock of the trigger's zone, whatever the zone of this device. */
function onItsClock(local: string): string {
  const at = new Date(local);
  return Number.isNaN(at.getTime()) ? local : clockFace.format(at);
}


const triggerTypes = () => ({
  queryKey: ['flow-trigger-types'] as const,
  queryFn: ({ signal }: { signal: AbortSignal }) => get<{ items: { name: string; schema: SchemaField }[] }>('/flows/trigger-types', undefined, signal),
  staleTime: 3_600_000,
});

function Coming({ trigger }: { trigger: TriggerSpec }) {
  const [settled] = useDebouncedValue(trigger, 500);
  const { data, error } = useQuery({ queryKey: ['flow-next', settled] as const, queryFn: ({ signal }) => nextTimes(settled, 10, signal), placeholderData: keepPreviousData, retry: false });
  if (error) return <Failed error={error} />;
  if (!data) return null;
  return (
    <div>
      {data.words && (
        <Text size="sm" fw={550}>
          {data.words}
        </Text>
      )}
      {data.problems?.map((problem) => (
        <Notice key={problem.message} tone="bad">
          {problem.message}
        </Notice>
      ))}
      {data.items.length > 0 && (
        <>
          <Text size="xs" c="dimmed" mt={4}>
            The next times
          </Text>
          <ol style={{ margin: '2px 0 0', paddingInlineStart: 20, fontSize: 13 }}>
            {data.items.map((time) => (
              <li key={time.at}>
                <time dateTime={time.at} title={utc(time.at)}>
                  {time.local ? onItsClock(time.local) : dateAndTime(time.at)}
                </time>
                {time.note && (
                  <Text span size="xs" c="dimmed">
                    {' '}
                    ({time.note})
                  </Text>
                )}
              </li>
            ))}
          </ol>
        </>
      )}
    </div>
  );
}

function Words({ trigger, onSettings }: { trigger: TriggerSpec; onSettings: (settings: TriggerSpec['settings']) => void }) {
  const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zone = typeof trigger.settings.zone === 'string' ? trigger.settings.zone : ownZone;
  const [text, setText] = useState('');
  const read = useMutation({
    mutationFn: () => readWords(text, zone),
    onSuccess: (told) => {
      if (told.settings && !told.problems?.length) {
        onSettings({ ...kept(trigger.settings), words: text.trim(), zone });
        setText('');
      }
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    read.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Group gap={8} align="flex-end" wrap="nowrap">
        <TextInput style={{ flex: 1 }} label="In words" placeholder="every Monday at 12 PM" value={text} onChange={(event) => setText(event.currentTarget.value)} />
        <Button variant="default" type="submit" disabled={!text.trim()} loading={read.isPending}>
          Set
        </Button>
      </Group>
      {read.error && <Failed error={read.error} />}
      {read.data?.problems?.map((problem) => (
        <Text key={problem.message} size="xs" c="var(--bad)" mt={4}>
          {problem.message}
        </Text>
      ))}
      <Select mt={8} label="Time zone" searchable allowDeselect={false} data={ZONES.includes(zone) ? ZONES : [zone, ...ZONES]} value={zone} onChange={(next) => onSettings({ ...trigger.settings, zone: next ?? zone })} />
    </form>
  );
}

export function Triggers({ definition, findings, onChange }: { definition: FlowDefinition; findings: Finding[]; onChange: (definition: FlowDefinition) => void }) {
  const { data: types } = useQuery(triggerTypes());
  const [more, setMore] = useState<string>();
  const set = (id: string, change: Partial<TriggerSpec>) => onChange({ ...definition, triggers: definition.triggers.map((one) => (one.id === id ? { ...one, ...change } : one)) });
  const add = (type: string) => {
    let id = type;
    for (let n = 2; definition.triggers.some((one) => one.id === id); n += 1) id = `${type}${n}`;
    onChange({ ...definition, triggers: [...definition.triggers, { id, type, enabled: true, settings: type === 'schedule' ? { zone: Intl.DateTimeFormat().resolvedOptions().timeZone } : {} }] });
  };
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2} size="h5">
          When it runs
        </Title>
        <Menu position="bottom-end">
          <Menu.Target>
            <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} />}>
              Add
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {(types?.items ?? [{ name: 'schedule' }]).map((type) => (
              <Menu.Item key={type.name} onClick={() => add(type.name)}>
                {KINDS[type.name] ?? type.name}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </Group>
      {definition.triggers.length === 0 && (
        <Text size="sm" c="dimmed">
          By hand alone, until a trigger is added.
        </Text>
      )}
      {definition.triggers.map((trigger) => {
        const schema = types?.items.find((one) => one.name === trigger.type)?.schema;
        const own = findings.filter((finding) => finding.trigger === trigger.id);
        const open = more === trigger.id || trigger.type !== 'schedule';
        return (
          <div key={trigger.id} className={classes.row}>
            <Group justify="space-between" wrap="nowrap">
              <Group gap={8} wrap="nowrap">
                <IconClock size={16} aria-hidden />
                <Text size="sm" fw={600}>
                  {KINDS[trigger.type] ?? trigger.type}
                </Text>
              </Group>
              <Group gap={4} wrap="nowrap">
                <Switch size="xs" aria-label={`Trigger ${trigger.id} is on`} checked={trigger.enabled} onChange={(event) => set(trigger.id, { enabled: event.currentTarget.checked })} />
                <ActionIcon variant="subtle" color="gray" aria-label={`Remove trigger ${trigger.id}`} onClick={() => onChange({ ...definition, triggers: definition.triggers.filter((one) => one.id !== trigger.id) })}>
                  <IconTrash size={15} />
                </ActionIcon>
              </Group>
            </Group>
            {own
              .filter((finding) => finding.severity === 'PROBLEM' && !open)
              .map((finding) => (
                <Text key={finding.message} size="xs" c="var(--bad)">
                  {finding.field ? `${finding.field}: ` : ''}
                  {finding.message}
                </Text>
              ))}
            {trigger.type === 'schedule' && <Words key={trigger.id} trigger={trigger} onSettings={(settings) => set(trigger.id, { settings })} />}
            {trigger.type === 'schedule' && <Coming trigger={trigger} />}
            {schema && open && <SettingsForm schema={schema} settings={trigger.settings} fields={[]} findings={own} onChange={(settings) => set(trigger.id, { settings })} />}
            {trigger.type === 'schedule' && schema && (
              <div>
                <Button size="compact-xs" variant="subtle" onClick={() => setMore(open ? undefined : trigger.id)}>
                  {open ? 'Less' : 'All settings'}
                </Button>
              </div>
            )}
          </div>
        );
      })}
    </Stack>
  );
}
