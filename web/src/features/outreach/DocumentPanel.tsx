import { Checkbox, Group, NumberInput, SegmentedControl, Stack, Switch, TagsInput, Text, Textarea, TextInput, Title } from '@mantine/core';
import { Notice } from '@/ui/Notice';
import { type SequenceDocument, type SequenceSettings, WEEKDAYS } from './document';
import type { SequenceFinding } from './sequences.api';

/** What holds for all steps of a sequence. */
export function DocumentPanel({ document, findings, onChange }: { document: SequenceDocument; findings: SequenceFinding[]; onChange: (to: SequenceDocument, of?: string) => void }) {
  const { settings } = document;
  const set = (values: Partial<SequenceSettings>, of?: string) => onChange({ ...document, settings: { ...settings, ...values } }, of);
  const hours = (values: Partial<SequenceSettings['window']>, of?: string) => set({ window: { ...settings.window, ...values } }, of);
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">
        The whole sequence
      </Title>
      {findings.map((finding) => (
        <Notice key={finding.message} tone={finding.severity === 'PROBLEM' ? 'bad' : 'warn'}>
          {finding.message}
        </Notice>
      ))}
      <TextInput label="Name" value={document.name} maxLength={200} onChange={(event) => onChange({ ...document, name: event.currentTarget.value }, 'name')} />
      <Textarea label="What it is for" autosize minRows={2} maxRows={6} maxLength={2000} value={document.about} onChange={(event) => onChange({ ...document, about: event.currentTarget.value }, 'about')} />
      <TagsInput label="Fields of the leads that texts read" description="Columns of the imported file, beside name, company and the like" value={document.fields} onChange={(fields) => onChange({ ...document, fields })} clearable={false} />
      <Checkbox.Group label="Days" value={settings.window.days} onChange={(days) => hours({ days: WEEKDAYS.filter((day) => days.includes(day)) })}>
        <Group gap={10} mt={6}>
          {WEEKDAYS.map((day) => (
            <Checkbox key={day} size="xs" value={day} label={day.charAt(0).toUpperCase() + day.slice(1, 3)} aria-label={day} />
          ))}
        </Group>
      </Checkbox.Group>
      <Group grow>
        <TextInput type="time" label="From" value={settings.window.from} onChange={(event) => event.currentTarget.value && hours({ from: event.currentTarget.value }, 'from')} />
        <TextInput type="time" label="Until" description="nothing goes out from then on" inputWrapperOrder={['label', 'input', 'description']} value={settings.window.until} onChange={(event) => event.currentTarget.value && hours({ until: event.currentTarget.value }, 'until')} />
      </Group>
      <div>
        <Text size="sm" fw={500} mb={4} id="whose-clock">
          By whose clock
        </Text>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-labelledby="whose-clock"
          data={[
            { value: 'lead', label: 'The lead’s, where known' },
            { value: 'sender', label: 'The sender’s' },
          ]}
          value={settings.window.zone}
          onChange={(zone) => hours({ zone: zone as 'lead' | 'sender' })}
        />
      </div>
      <Switch label="Not on public holidays of the lead’s country" checked={settings.window.leadHolidays} onChange={(event) => hours({ leadHolidays: event.currentTarget.checked })} />
      <Switch label="Nor of the sender’s" checked={settings.window.senderHolidays} onChange={(event) => hours({ senderHolidays: event.currentTarget.checked })} />
      <TagsInput label="Further days off" description="As 2026-12-24" value={settings.window.daysOff} onChange={(daysOff) => hours({ daysOff: daysOff.filter((day) => /^\d{4}-\d{2}-\d{2}$/.test(day)) })} />
      <div>
        <Text size="sm" fw={500} mb={4} id="whom-a-reply-stops">
          A reply stops
        </Text>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-labelledby="whom-a-reply-stops"
          data={[
            { value: 'person', label: 'the person' },
            { value: 'company', label: 'the company' },
            { value: 'nobody', label: 'nobody' },
          ]}
          value={settings.stop}
          onChange={(stop) => set({ stop: stop as SequenceSettings['stop'] })}
        />
      </div>
      <Switch label="A person approves each text before it goes out" checked={settings.approve} onChange={(event) => set({ approve: event.currentTarget.checked })} />
      <NumberInput label="Nobody who was written to in so many days" min={0} max={730} value={settings.quietDays} onChange={(value) => set({ quietDays: Number(value) || 0 }, 'quiet')} />
      <NumberInput
        label="At most so many of one company at once"
        description="Over all sequences, when somebody enters; 0: as many as there are"
        min={0}
        max={10_000}
        value={settings.perCompany}
        onChange={(value) => set({ perCompany: Number(value) || 0 }, 'perCompany')}
      />
      <TagsInput label="Senders on LinkedIn" description="Names; empty: all whose owners agreed" value={settings.senders} onChange={(senders) => set({ senders })} />
      <TagsInput label="Mailboxes" description="Names; empty: all" value={settings.mailSenders} onChange={(mailSenders) => set({ mailSenders })} />
      <TextInput label="Purpose of the consent that is asked" value={settings.purpose} maxLength={100} onChange={(event) => set({ purpose: event.currentTarget.value }, 'purpose')} />
      <Switch label="Mails tell of being opened" checked={settings.openTracking} onChange={(event) => set({ openTracking: event.currentTarget.checked })} />
      <Switch label="Links in mails tell of being followed" checked={settings.linkTracking} onChange={(event) => set({ linkTracking: event.currentTarget.checked })} />
    </Stack>
  );
}
