import { Button, PasswordInput, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { OwnSession } from '@/api/contract';
import { ownSessions } from '@/api/queries';
import { type Column, DataTable } from '@/ui/DataTable';
import { IconCircleCheck } from '@/ui/icons';
import { Loaded } from '@/ui/Loaded';
import { Failed } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { Tag } from '@/ui/Tag';
import { Time } from '@/ui/Time';
import { say, sayProblem } from '@/ui/toast';
import { useChangePassword, useEndSession } from './access.api';
import { passwordFault } from './passwords';

function PasswordPanel() {
  const change = useChangePassword();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const fault = next ? passwordFault(next) : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      { current, new: next },
      {
        onSuccess: () => {
          say('Your password has been changed. Your other sessions have ended.');
          setCurrent('');
          setNext('');
        },
      },
    );
  };
  return (
    <Panel title="Password">
      <form onSubmit={submit}>
        <Stack gap="sm" maw={380}>
          {change.error && <Failed error={change.error} />}
          <PasswordInput label="Present password" autoComplete="current-password" required value={current} onChange={(event) => setCurrent(event.currentTarget.value)} visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the present password' }} />
          <PasswordInput label="New password" autoComplete="new-password" required error={fault} value={next} onChange={(event) => setNext(event.currentTarget.value)} visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the new password' }} />
          <div>
            <Button type="submit" loading={change.isPending} disabled={Boolean(fault) || !next || !current}>
              Change the password
            </Button>
          </div>
        </Stack>
      </form>
    </Panel>
  );
}

export default function AccountPage() {
  const query = useQuery(ownSessions());
  const end = useEndSession();
  const columns: Column<OwnSession>[] = [
    { key: 'what', header: 'Browser', lead: true, cell: (one) => <span className="wrap">{one.userAgent ?? 'Unknown browser'}</span> },
    { key: 'where', header: 'Address', cell: (one) => <span className="mono">{one.address ?? '–'}</span> },
    { key: 'since', header: 'Signed in', cell: (one) => <Time at={one.createdAt} /> },
    { key: 'seen', header: 'Last seen', cell: (one) => <Time at={one.lastSeenAt} /> },
    {
      key: 'end',
      header: <span className="visually-hidden">Actions</span>,
      label: '',
      right: true,
      bare: true,
      cell: (one) =>
        one.current ? (
          <Tag tone="good" icon={IconCircleCheck}>
            This one
          </Tag>
        ) : (
          <Button size="compact-sm" variant="default" onClick={() => end.mutate(one.id, { onSuccess: () => say('That session has ended.'), onError: sayProblem })}>
            End it
          </Button>
        ),
    },
  ];
  return (
    <>
      <PageHead title="Password and sessions" lead="Only yours. Administrators see that you signed in, not your password." />
      <div style={{ display: 'grid', gap: 18 }}>
        <Panel title="Where you are signed in" flush>
          <Loaded query={query}>
            {(data) => (
              <DataTable caption="Your sessions" columns={columns} rows={data.items} rowKey={(one) => one.id} empty={<Text p="md" size="sm" c="dimmed">No sessions are listed.</Text>} />
            )}
          </Loaded>
        </Panel>
        <PasswordPanel />
      </div>
    </>
  );
}
