import { Button, Group, Modal, PasswordInput, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Connection, Vendor, VendorSetting } from '@/api/contract';
import { vendors } from '@/api/queries';
import { Failed } from '@/ui/Notice';
import { say } from '@/ui/toast';
import { useAddConnection, useChangeConnection } from './connections.api';

/** One setting of a vendor's connections; a secret is never shown again. */
function SettingInput({ of, value, set, kept }: { of: VendorSetting; value: string; set: (value: string) => void; kept: boolean }) {
  const help = kept && of.secret ? 'Leave empty to keep the present one; it cannot be shown' : of.help;
  if (of.choices.length > 0) return <Select label={of.title} description={help} data={of.choices} value={value || of.standard} onChange={(chosen) => set(chosen ?? of.standard)} allowDeselect={false} />;
  if (of.secret && !of.multiline) {
    return <PasswordInput label={of.title} description={help} autoComplete="off" value={value} onChange={(event) => set(event.currentTarget.value)} visibilityToggleButtonProps={{ 'aria-label': `Show or hide: ${of.title}` }} />;
  }
  if (of.multiline) return <Textarea label={of.title} description={help} autosize minRows={3} maxRows={8} spellCheck={false} value={value} onChange={(event) => set(event.currentTarget.value)} />;
  return <TextInput label={of.title} description={help} placeholder={of.standard || undefined} value={value} onChange={(event) => set(event.currentTarget.value)} />;
}

/** Which settings a way to sign in needs; the others would only confuse. */
const NEEDED: Record<string, string[]> = {
  'client-credentials': ['clientId', 'clientSecret'],
  jwt: ['clientId', 'username', 'privateKey', 'audience'],
  web: ['clientId', 'clientSecret'],
};

function needed(settings: VendorSetting[], flow: string): VendorSetting[] {
  const known = NEEDED[flow];
  const everyFlow = new Set(Object.values(NEEDED).flat());
  return known ? settings.filter((one) => !everyFlow.has(one.name) || known.includes(one.name)) : settings;
}

export function ConnectionForm({ opened, connection, onClose }: { opened: boolean; connection?: Connection; onClose: () => void }) {
  const { data } = useQuery({ ...vendors(), enabled: opened });
  const known: Vendor[] = Array.isArray(data) ? data : (data?.items ?? []);
  const add = useAddConnection();
  const change = useChangeConnection();
  const [vendor, setVendor] = useState(connection?.vendor ?? 'monday');
  const [name, setName] = useState(connection?.name ?? '');
  const [address, setAddress] = useState<string | undefined>(connection?.endpoint);
  const [token, setToken] = useState('');
  const [settings, setSettings] = useState<Record<string, string>>({ ...(connection?.settings ?? {}) });
  const chosen = known.find((one) => one.vendor === vendor);
  const endpoint = address ?? chosen?.endpoint ?? '';
  const error = add.error ?? change.error;
  const all = chosen?.settings ?? [];
  const flowSetting = all.find((one) => one.name === 'flow');
  const flow = settings.flow ?? flowSetting?.standard ?? '';
  const shown = needed(all, flow);
  const given = () => Object.fromEntries(shown.map((one) => [one.name, settings[one.name] ?? one.standard]).filter(([, value]) => value));

  const done = (text: string) => {
    say(text);
    setToken('');
    if (!connection) setName('');
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (connection) {
      change.mutate({ id: connection.id, name, endpoint, ...(token ? { token } : {}), ...(all.length ? { settings: given() } : {}) }, { onSuccess: () => done(`${name} has been changed.`) });
    } else {
      add.mutate({ vendor, name, endpoint, ...(all.length ? { settings: given() } : { token }) }, { onSuccess: () => done(`${name} has been added. Test it to see that it answers.`) });
    }
  };

  return (
    <Modal opened={opened} onClose={onClose} title={connection ? `Change ${connection.name}` : 'Add a connection'} size="md">
      <form onSubmit={submit}>
        <Stack gap="sm">
          {error && <Failed error={error} />}
          <Select
            label="Service"
            data={known.length ? known.map((one) => ({ value: one.vendor, label: one.title })) : [{ value: vendor, label: vendor }]}
            value={vendor}
            onChange={(value) => setVendor(value ?? 'monday')}
            disabled={Boolean(connection)}
            allowDeselect={false}
          />
          <TextInput label="Name" description="How mappings and people call it" required value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
          <TextInput label="Address" type="url" required value={endpoint} onChange={(event) => setAddress(event.currentTarget.value)} />
          {all.length > 0 ? (
            shown.map((one) => <SettingInput key={one.name} of={one} value={settings[one.name] ?? ''} set={(value) => setSettings((before) => ({ ...before, [one.name]: value }))} kept={Boolean(connection)} />)
          ) : (
            <PasswordInput
              label={connection ? 'New token' : 'Token'}
              description={connection ? 'Leave empty to keep the present one; it cannot be shown' : (chosen?.tokenHelp ?? 'Kept encrypted; it is not shown again')}
              required={!connection}
              autoComplete="off"
              value={token}
              onChange={(event) => setToken(event.currentTarget.value)}
              visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the token' }}
            />
          )}
          <Group justify="flex-end" gap="sm" mt="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={add.isPending || change.isPending}>
              {connection ? 'Save' : 'Add'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
