import { Avatar, Menu, SegmentedControl, Text, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { use } from 'react';
import { remove } from '@/api/client';
import { session } from '@/api/queries';
import { ROLE } from '@/lib/words';
import { IconChevronDown, IconDeviceDesktop, IconLogout, IconMoon, IconPassword, IconSun } from '@/ui/icons';
import { sayProblem } from '@/ui/toast';
import { LiveContext } from './live';
import classes from './Shell.module.css';

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return ((words[0]?.[0] ?? '?') + (words.length > 1 ? (words.at(-1)?.[0] ?? '') : '')).toUpperCase();
}

const SCHEMES = [
  { value: 'light', label: <IconSun size={16} aria-label="Light" /> },
  { value: 'auto', label: <IconDeviceDesktop size={16} aria-label="As the system" /> },
  { value: 'dark', label: <IconMoon size={16} aria-label="Dark" /> },
];

function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label="Appearance"
      data={SCHEMES}
      value={colorScheme}
      onChange={(value) => setColorScheme(value as 'light' | 'dark' | 'auto')}
    />
  );
}

export function PersonMenu({ compact = false }: { compact?: boolean }) {
  const { data } = useQuery(session());
  const client = useQueryClient();
  const navigate = useNavigate();
  const live = use(LiveContext);
  const signOut = useMutation({
    mutationFn: () => remove('/session'),
    onSuccess: async () => {
      live?.stop();
      await navigate({ to: '/sign-in' });
      client.clear();
    },
    onError: sayProblem,
  });
  if (!data) return null;
  const avatar = (
    <Avatar size={32} radius="xl" color="petrol" variant="filled" aria-hidden>
      <Text size="xs" fw={650} c="white">
        {initials(data.user.name)}
      </Text>
    </Avatar>
  );
  return (
    <Menu width={236} position={compact ? 'bottom-end' : 'top-start'} shadow="md">
      <Menu.Target>
        <UnstyledButton className={compact ? undefined : classes.person} aria-label={`${data.user.name}, your menu`}>
          {avatar}
          {!compact && (
            <>
              <div className={classes.personWords}>
                <Text component="div" size="sm" fw={600}>
                  {data.user.name}
                </Text>
                <Text component="div" size="xs" c="dimmed">
                  {data.tenant.name}
                </Text>
              </div>
              <IconChevronDown size={15} aria-hidden />
            </>
          )}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {data.user.email}
          <br />
          {ROLE[data.user.role]?.label ?? data.user.role} at {data.tenant.name}
        </Menu.Label>
        <Menu.Item leftSection={<IconPassword size={16} />} component={Link} to="/account">
          Password and sessions
        </Menu.Item>
        <div style={{ padding: '6px 10px' }}>
          <Appearance />
        </div>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => signOut.mutate()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
