import { Button, Checkbox, Group, Modal, NumberInput, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Failed } from '@/ui/Notice';
import { say } from '@/ui/toast';
import { WEEKDAYS } from './document';
import { type Action, type Sender, type SenderSettings, useSetSender } from './senders.api';

const TIERS = [
  { value: 'FREE', label: 'Free' },
  { value: 'PREMIUM', label: 'Premium' },
  { value: 'SALES_NAVIGATOR', label: 'Sales Navigator' },
  { value: 'RECRUITER', label: 'Recruiter' },
];

export const ACTION: Record<Action, string> = { INVITE: 'Invitations', NOTED_INVITE: 'Invitations with a note', MESSAGE: 'Messages', INMAIL: 'InMails', EMAIL: 'Mails', VISIT: 'Profile visits', WITHDRAW: 'Invitations taken back', SCAN: 'Looks at connections' };

/** Hours, caps and pace of an account. */
export function SenderForm({ of, close }: { of: Sender; close: () => void }) {
  const [name, setName] = useState(of.name);
  const [team, setTeam] = useState(of.team);
  const [tier, setTier] = useState(of.tier ?? null);
  const [zone, setZone] = useState(of.zone);
  const [country, setCountry] = useState(of.country);
  const [settings, setSettings] = useState(of.settings);
  const saving = useSetSender(of.id);
  const set = (values: Partial<SenderSettings>) => setSettings({ ...settings, ...values });
  const days = WEEKDAYS.map((day) => day.toUpperCase());
  return (
    <Modal opened onClose={close} title={`Settings of “${of.name}”`} size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          saving.mutate(
            { name, owner: of.owner ?? null, team, tier, zone, country, settings, version: of.version },
            {
              onSuccess: () => {
                say('Saved.');
                close();
              },
            },
          );
        }}
      >
        <Stack gap="sm">
          {saving.error ? <Failed error={saving.error} /> : null}
          <Group grow align="flex-start">
            <TextInput label="Name" required value={name} onChange={(event) => setName(event.currentTarget.value)} />
            <TextInput label="Team" description="for its kill switch" inputWrapperOrder={['label', 'input', 'description']} value={team} onChange={(event) => setTeam(event.currentTarget.value)} />
          </Group>
          <Group grow align="flex-start">
            <TextInput label="Time zone" required value={zone} onChange={(event) => setZone(event.currentTarget.value)} placeholder="Europe/Berlin" />
            <TextInput label="Country" description="for holidays" inputWrapperOrder={['label', 'input', 'description']} maxLength={2} value={country} onChange={(event) => setCountry(event.currentTarget.value.toUpperCase())} placeholder="DE" />
          </Group>
          {of.channel === 'LINKEDIN' && <Select label="What the account pays for" description="Free accounts have five noted invitations a month" data={TIERS} value={tier} onChange={(value) => setTier((value ?? null) as Sender['tier'] & string)} allowDeselect={false} />}
          <Checkbox.Group label="Days" value={settings.days} onChange={(chosen) => set({ days: days.filter((day) => chosen.includes(day)) })}>
            <Group gap={12} mt={6}>
              {days.map((day) => (
                <Checkbox key={day} size="xs" value={day} label={day.charAt(0) + day.slice(1, 3).toLowerCase()} aria-label={day.toLowerCase()} />
              ))}
            </Group>
          </Checkbox.Group>
          <Group grow>
            <TextInput type="time" label="From" value={settings.from.slice(0, 5)} onChange={(event) => event.currentTarget.value && set({ from: event.currentTarget.value })} />
            <TextInput type="time" label="Until" value={settings.until.slice(0, 5)} onChange={(event) => event.currentTarget.value && set({ until: event.currentTarget.value })} />
          </Group>
          <Text size="sm" fw={600}>
            At most a day
          </Text>
          <Group gap="sm" align="flex-start">
            {of.usage
              .filter((usage) => usage.action !== 'SCAN')
              .map((usage) => (
                <NumberInput
                  key={usage.action}
                  size="xs"
                  w={150}
                  label={ACTION[usage.action]}
                  description={`${usage.ceiling} at the very most`}
                  min={0}
                  max={usage.ceiling}
                  value={settings.perDay[usage.action] ?? usage.set}
                  onChange={(value) => set({ perDay: { ...settings.perDay, [usage.action]: Number(value) || 0 } })}
                />
              ))}
          </Group>
          <Text size="sm" fw={600}>
            At most in any seven days
          </Text>
          <Group gap="sm" align="flex-start">
            {of.usage
              .filter((usage) => usage.action !== 'SCAN')
              .map((usage) => {
                const own = usage.action === 'INVITE';
                const value = own ? (settings.invitesPerWeek ?? usage.weekCap) : settings.perWeek?.[usage.action];
                return (
                  <NumberInput
                    key={usage.action}
                    size="xs"
                    w={150}
                    label={ACTION[usage.action]}
                    description={own ? `${usage.weekCeiling} at the very most` : 'empty: as the days allow'}
                    placeholder="no cap"
                    min={0}
                    max={usage.weekCeiling}
                    value={value ?? ''}
                    onChange={(entered) => {
                      const cap = entered === '' ? undefined : Number(entered);
                      if (own) set({ invitesPerWeek: cap ?? null });
                      else {
                        const others = Object.entries(settings.perWeek ?? {}).filter(([action]) => action !== usage.action);
                        set({ perWeek: Object.fromEntries(cap === undefined ? others : [...others, [usage.action, cap]]) });
                      }
                    }}
                  />
                );
              })}
          </Group>
          <Switch label="Begin low and rise with each active day" checked={settings.ramp} onChange={(event) => set({ ramp: event.currentTarget.checked })} />
          <Group grow>
            <NumberInput label="Least between two sends" suffix=" s" min={30} max={3600} value={settings.spacingFrom} onChange={(value) => set({ spacingFrom: Number(value) || 60 })} />
            <NumberInput label="Most" suffix=" s" min={30} max={3600} value={settings.spacingTo} onChange={(value) => set({ spacingTo: Number(value) || 180 })} />
          </Group>
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={saving.isPending}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
