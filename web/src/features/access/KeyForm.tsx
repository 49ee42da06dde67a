import { Button, Checkbox, Code, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { session } from '@/api/queries';
import { PERMISSION, PERMISSIONS } from '@/lib/words';
import { CopyText } from '@/ui/CopyText';
import { Failed, Notice } from '@/ui/Notice';
import { useAddKey } from './access.api';

const SPANS = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'One year' },
];

export function KeyForm({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { data: me } = useQuery(session());
  const add = useAddKey();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<string[]>(['ordersync:read', 'runs:read']);
  const [days, setDays] = useState('90');

  const close = () => {
    onClose();
    add.reset();
    setName('');
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate({ name, scopes, expiresInDays: Number(days) });
  };

  if (add.data) {
    return (
      <Modal opened={opened} onClose={close} title="Your new key" size="lg" closeOnClickOutside={false}>
        <Stack>
          <Notice tone="warn" title="Copy it now">
            This is the only time it is shown. Keep it where you keep passwords.
          </Notice>
          <Group gap="xs" wrap="nowrap" align="center">
            <Code block fz="sm" className="wrap" style={{ flex: 1 }}>
              {add.data.key}
            </Code>
            <CopyText value={add.data.key} label="Copy the key" />
          </Group>
          <Text size="sm" c="dimmed">
            Programs send it with each call as the header <span className="mono">Authorization: Bearer {add.data.prefix}…</span>
          </Text>
          <Group justify="flex-end">
            <Button onClick={close}>I have copied it</Button>
          </Group>
        </Stack>
      </Modal>
    );
  }
  return (
    <Modal opened={opened} onClose={close} title="Create an API key" size="md">
      <form onSubmit={submit}>
        <Stack gap="sm">
          {add.error && <Failed error={add.error} />}
          <TextInput label="Name" description="What uses it, such as “nightly export”" required value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
          <Checkbox.Group label="It may" value={scopes} onChange={setScopes}>
            <Stack gap={7} mt={6}>
              {PERMISSIONS.filter((permission) => me?.permissions.includes(permission)).map((permission) => (
                <Checkbox key={permission} value={permission} label={PERMISSION[permission]} />
              ))}
            </Stack>
          </Checkbox.Group>
          <Select label="Expires after" data={SPANS} value={days} onChange={(value) => setDays(value ?? '90')} allowDeselect={false} />
          <Group justify="flex-end" gap="sm" mt="xs">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={add.isPending} disabled={scopes.length === 0}>
              Create
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
