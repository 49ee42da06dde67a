import { ActionIcon, Button, Menu, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { User } from '@/api/contract';
import { session, users } from '@/api/queries';
import { ROLE } from '@/lib/words';
import { isPast } from '@/lib/useNow';
import { useMay } from '@/ui/access';
import { useConfirm } from '@/ui/Confirm';
import { type Column, DataTable } from '@/ui/DataTable';
import { IconBan, IconCircleCheck, IconDots, IconLock, IconPencil, IconUserCheck, IconUserOff, IconUserPlus } from '@/ui/icons';
import { Loaded } from '@/ui/Loaded';
import { PageHead, Panel } from '@/ui/Page';
import { Tag } from '@/ui/Tag';
import { Time } from '@/ui/Time';
import { say, sayProblem } from '@/ui/toast';
import { useChangeUser, type UserChange } from './access.api';
import { RolesPanel } from './RolesPanel';
import { UserForm } from './UserForm';

function isLocked(user: User): boolean {
  return Boolean(user.lockedUntil) && !isPast(user.lockedUntil ?? '');
}

function Standing({ user }: { user: User }) {
  if (user.disabled) return <Tag tone="idle" icon={IconBan}>Disabled</Tag>;
  if (isLocked(user)) return <Tag tone="warn" icon={IconLock}>Locked</Tag>;
  return <Tag tone="good" icon={IconCircleCheck}>Active</Tag>;
}

export default function UsersPage() {
  const query = useQuery(users());
  const { data: me } = useQuery(session());
  const may = useMay();
  const change = useChangeUser();
  const { ask, dialog } = useConfirm();
  const [form, setForm] = useState<{ user?: User }>();

  const apply = (user: User, values: UserChange, done: string) =>
    change.mutate({ id: user.id, ...values }, { onSuccess: () => say(done), onError: sayProblem });

  const menu = (user: User) =>
    may('access:write') && (
      <Menu position="bottom-end" width={210}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`What to do with ${user.name}`}>
            <IconDots size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setForm({ user })}>
            Change
          </Menu.Item>
          {isLocked(user) && (
            <Menu.Item leftSection={<IconLock size={16} />} onClick={() => apply(user, { unlock: true }, `${user.name} can sign in again.`)}>
              Unlock
            </Menu.Item>
          )}
          {user.disabled ? (
            <Menu.Item leftSection={<IconUserCheck size={16} />} onClick={() => apply(user, { disabled: false }, `${user.name} can sign in again.`)}>
              Enable
            </Menu.Item>
          ) : (
            <Menu.Item
              color="red"
              leftSection={<IconUserOff size={16} />}
              disabled={user.id === me?.user.id}
              onClick={() =>
                ask({
                  title: `Disable ${user.name}?`,
                  text: 'Their sessions end now and their API keys stop working. Nothing of theirs is deleted; you can enable them again.',
                  yes: 'Disable',
                  danger: true,
                  act: () => apply(user, { disabled: true }, `${user.name} can no longer sign in.`),
                })
              }
            >
              Disable
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    );

  const columns: Column<User>[] = [
    {
      key: 'name',
      header: 'Person',
      lead: true,
      cell: (user) => (
        <div className="wrap">
          <Text size="sm" fw={600} component="span">
            {user.name}
          </Text>
          {user.id === me?.user.id && (
            <Text size="xs" c="dimmed" component="span">
              {' '}
              (you)
            </Text>
          )}
          <Text size="xs" c="dimmed">
            {user.email}
          </Text>
        </div>
      ),
    },
    { key: 'role', header: 'Role', cell: (user) => <span title={ROLE[user.role]?.means}>{ROLE[user.role]?.label ?? user.role}</span> },
    {
      key: 'standing',
      header: 'Standing',
      cell: (user) => <Standing user={user} />,
    },
    { key: 'signIn', header: 'Last sign-in', cell: (user) => (user.lastSignInAt ? <Time at={user.lastSignInAt} /> : <Text size="sm" c="dimmed" component="span">Never</Text>) },
    { key: 'created', header: 'Added', cell: (user) => <Time at={user.createdAt} /> },
    { key: 'menu', header: <span className="visually-hidden">Actions</span>, label: '', right: true, bare: true, width: 50, cell: menu },
  ];

  return (
    <>
      <PageHead
        title="Users"
        lead="Who may sign in, and what their role lets them do."
        actions={
          may('access:write') && (
            <Button leftSection={<IconUserPlus size={17} />} onClick={() => setForm({})}>
              Add a user
            </Button>
          )
        }
      />
      <div style={{ display: 'grid', gap: 18 }}>
        <Panel flush label="Users">
          <Loaded query={query}>{(data) => <DataTable caption="Users" columns={columns} rows={data.items} rowKey={(user) => user.id} />}</Loaded>
        </Panel>
        <RolesPanel />
      </div>
      <UserForm key={form?.user?.id ?? 'new'} opened={form !== undefined} user={form?.user} onClose={() => setForm(undefined)} />
      {dialog}
    </>
  );
}
