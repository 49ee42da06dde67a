import { Button, Group, Modal, PasswordInput, Select, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Connection, Vendor } from '@/api/contract';
import { vendors } from '@/api/queries';
import { Failed } from '@/ui/Notice';
import { say } from '@/ui/toast';
import { useAddConnection, useChangeConnection } from './connections.api';

export function ConnectionForm({ opened, connection, onClose }: { opened: boolean; connection?: Connection; onClose: () => void }) {
  const { data } = useQuery({ ...vendors(), enabled: opened });
  const known: Vendor[] = Array.isArray(data) ? data : (data?.items ?? []);
  const add = useAddConnection();
  const change = useChangeConnection();
  const [vendor, setVendor] = useState(connection?.vendor ?? 'monday');
  const [name, setName] = useState(connection?.name ?? '');
  const [address, setAddress] = useState<string | undefined>(connection?.endpoint);
  const [token, setToken] = useState('');
  const chosen = known.find((one) => one.vendor === vendor);
  const endpoint = address ?? chosen?.endpoint ?? '';
  const error = add.error ?? change.error;

  const done = (text: string) => {
    say(text);
    setToken('');
    if (!connection) setName('');
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (connection) {
      change.mutate({ id: connection.id, name, endpoint, ...(token ? { token } : {}) }, { onSuccess: () => done(`${name} has been changed.`) });
    } else {
      add.mutate({ vendor, name, endpoint, token }, { onSuccess: () => done(`${name} has been added. Test it to see that it answers.`) });
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
          <PasswordInput
            label={connection ? 'New token' : 'Token'}
            description={connection ? 'Leave empty to keep the present one; it cannot be shown' : (chosen?.tokenHelp ?? 'Kept encrypted; it is not shown again')}
            required={!connection}
            autoComplete="off"
            value={token}
            onChange={(event) => setToken(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the token' }}
          />
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
