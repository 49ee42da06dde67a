import { Button, Group, Modal, PasswordInput, Radio, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Role, User } from '@/api/contract';
import { ROLE, ROLES } from '@/lib/words';
import { Failed } from '@/ui/Notice';
import { say } from '@/ui/toast';
import { useAddUser, useChangeUser } from './access.api';
import { passwordFault } from './passwords';

export function UserForm({ opened, user, onClose }: { opened: boolean; user?: User | undefined; onClose: () => void }) {
  const add = useAddUser();
  const change = useChangeUser();
  const [name, setName] = useState(user?.name ?? '');
  const [email, setEmail] = useState(user?.email ?? '');
  const [role, setRole] = useState<Role>(user?.role ?? 'VIEWER');
  const [password, setPassword] = useState('');
  const fault = password ? passwordFault(password) : undefined;
  const busy = add.isPending || change.isPending;

  const done = (text: string) => {
    say(text);
    setPassword('');
    if (!user) {
      setName('');
      setEmail('');
      setRole('VIEWER');
    }
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (user) change.mutate({ id: user.id, name, role, ...(password ? { password } : {}) }, { onSuccess: () => done(`${name} has been changed.`) });
    else add.mutate({ name, email: email.trim(), role, password }, { onSuccess: () => done(`${name} can sign in now.`) });
  };

  return (
    <Modal opened={opened} onClose={onClose} title={user ? `Change ${user.name}` : 'Add a user'} size="md">
      <form onSubmit={submit}>
        <Stack gap="sm">
          {(add.error ?? change.error) && <Failed error={add.error ?? change.error} />}
          <TextInput label="Name" required value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
          <TextInput label="E-mail" type="email" required disabled={Boolean(user)} value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
          <Radio.Group label="Role" value={role} onChange={(value) => setRole(value as Role)}>
            <Stack gap={8} mt={6}>
              {ROLES.map((one) => (
                <Radio key={one} value={one} label={<b>{ROLE[one].label}</b>} description={ROLE[one].means} />
              ))}
            </Stack>
          </Radio.Group>
          <PasswordInput
            label={user ? 'New password' : 'First password'}
            description={user ? 'Leave empty to keep the present one' : 'Tell it to them in person; they can change it after signing in'}
            autoComplete="new-password"
            required={!user}
            error={fault}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
          />
          <Text size="xs" c="dimmed">
            Every change of a user is written to the audit trail.
          </Text>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy} disabled={Boolean(fault)}>
              {user ? 'Save' : 'Add'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
