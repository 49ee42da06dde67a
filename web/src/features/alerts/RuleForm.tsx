import { Button, Group, Modal, MultiSelect, NumberInput, Select, Stack, Switch, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { ZONES } from '@/lib/zones';
import { Failed } from '@/ui/Notice';
import type { AlertRule, Channel, Severity } from './alerts.api';
import { SEVERITY } from './AlertTags';


interface RuleFormProps {
  rule: AlertRule;
  channels: Channel[];
  saving: boolean;
  error: unknown;
  onSave: (rule: AlertRule) => void;
  onClose: () => void;
}

/** A setting of a rule that is a number or a text is edited as such; anything else stays as it is. */
function plain(value: unknown): value is number | string {
  return typeof value === 'number' || typeof value === 'string';
}

function words(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, (_, one: string, two: string) => `${one} ${two.toLowerCase()}`).replace(/^./, (first) => first.toUpperCase());
}

export function RuleForm({ rule, channels, saving, error, onSave, onClose }: RuleFormProps) {
  const [draft, setDraft] = useState(rule);
  const set = (change: Partial<AlertRule>) => setDraft((before) => ({ ...before, ...change }));
  const { quiet } = draft;
  const names = channels.map((one) => ({ value: one.id, label: one.name }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave(draft);
  };
  return (
    <Modal opened onClose={onClose} title={rule.title} size="lg">
      <form onSubmit={submit}>
        <Stack gap="sm">
          {error ? <Failed error={error} /> : null}
          <Group grow align="flex-start">
            <Select label="Severity" placeholder="As the rule finds it" clearable clearButtonProps={{ 'aria-label': 'As the rule finds it' }} data={(Object.keys(SEVERITY) as Severity[]).map((value) => ({ value, label: SEVERITY[value].label }))} value={draft.severity ?? null} onChange={(value) => set({ severity: value as Severity | null })} />
            <NumberInput label="Tell again at the earliest after" suffix=" minutes" min={0} max={10_080} value={draft.throttleMinutes} onChange={(value) => set({ throttleMinutes: Number(value) || 0 })} />
          </Group>
          {Object.entries(draft.settings)
            .filter(([, value]) => plain(value))
            .map(([name, value]) =>
              typeof value === 'number' ? (
                <NumberInput key={name} label={words(name)} value={value} onChange={(next) => set({ settings: { ...draft.settings, [name]: Number(next) || 0 } })} />
              ) : (
                <TextInput key={name} label={words(name)} value={String(value)} onChange={(event) => set({ settings: { ...draft.settings, [name]: event.currentTarget.value } })} />
              ),
            )}
          <MultiSelect label="Told by" description={draft.channels ? 'Besides these pages, which always tell' : 'Every channel, besides these pages, until you choose'} data={names} value={draft.channels ?? []} onChange={(value) => set({ channels: value })} placeholder={names.length ? undefined : 'Add a channel first'} disabled={!names.length} />
          <Switch
            label="Quiet hours"
            description="Nobody is told outside of these pages meanwhile; critical alerts go through"
            checked={Boolean(draft.quiet)}
            onChange={(event) => set({ quiet: event.currentTarget.checked ? { from: '22:00', to: '07:00', zone: Intl.DateTimeFormat().resolvedOptions().timeZone } : null })}
          />
          {quiet && (
            <Group grow align="flex-start">
              <TextInput type="time" label="From" value={quiet.from} onChange={(event) => set({ quiet: { ...quiet, from: event.currentTarget.value } })} />
              <TextInput type="time" label="To" value={quiet.to} onChange={(event) => set({ quiet: { ...quiet, to: event.currentTarget.value } })} />
              <Select label="Time zone" searchable allowDeselect={false} data={ZONES.includes(quiet.zone) ? ZONES : [quiet.zone, ...ZONES]} value={quiet.zone} onChange={(zone) => set({ quiet: { ...quiet, zone: zone ?? 'UTC' } })} />
            </Group>
          )}
          <Group grow align="flex-start">
            <NumberInput
              label="Escalate after"
              suffix=" minutes"
              description="When nobody has seen to it; empty: never"
              min={1}
              max={10_080}
              value={draft.escalateAfterMinutes ?? ''}
              onChange={(value) => set({ escalateAfterMinutes: value === '' ? null : Number(value) })}
            />
            <MultiSelect label="Escalate to" description="Who is told then" data={names} value={draft.escalateTo ?? []} onChange={(value) => set({ escalateTo: value })} disabled={!names.length || !draft.escalateAfterMinutes} />
          </Group>
          <Group justify="flex-end" gap="sm" mt="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={saving}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
