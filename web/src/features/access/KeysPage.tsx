import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApiKey } from '@/api/contract';
import { apiKeys, session } from '@/api/queries';
import { isPast } from '@/lib/useNow';
import { useMay } from '@/ui/access';
import { useConfirm } from '@/ui/Confirm';
import { type Column, DataTable } from '@/ui/DataTable';
import { IconBan, IconCircleCheck, IconClock, IconKey, IconPlus } from '@/ui/icons';
import { Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { Tag } from '@/ui/Tag';
import { Time } from '@/ui/Time';
import { say, sayProblem } from '@/ui/toast';
import { useRevokeKey } from './access.api';
import { KeyForm } from './KeyForm';

function ownerOf(key: ApiKey): string {
  const { user } = key;
  return typeof user === 'string' ? user : (user?.name ?? user?.email ?? '–');
}

function Standing({ of }: { of: ApiKey }) {
  if (of.revokedAt) return <Tag tone="idle" icon={IconBan}>Revoked</Tag>;
  if (of.expiresAt && isPast(of.expiresAt)) return <Tag tone="warn" icon={IconClock}>Expired</Tag>;
  return <Tag tone="good" icon={IconCircleCheck}>Works</Tag>;
}

export default function KeysPage() {
  const query = useQuery(apiKeys());
  const may = useMay();
  const { data: me } = useQuery(session());
  const mine = (key: ApiKey) => typeof key.user === 'object' && key.user?.id === me?.user.id;
  const revoke = useRevokeKey();
  const { ask, dialog } = useConfirm();
  const [adding, setAdding] = useState(false);
  const create = (
    <Button leftSection={<IconPlus size={17} />} onClick={() => setAdding(true)}>
      Create a key
    </Button>
  );

  const columns: Column<ApiKey>[] = [
    {
      key: 'name',
      header: 'Key',
      lead: true,
      cell: (key) => (
        <div className="wrap">
          <Text size="sm" fw={600}>
            {key.name}
          </Text>
          <Text size="xs" c="dimmed" className="mono">
            {key.prefix}…
          </Text>
        </div>
      ),
    },
    { key: 'standing', header: 'Standing', cell: (key) => <Standing of={key} /> },
    { key: 'scopes', header: 'May', cell: (key) => <Text size="xs" component="span" className="mono">{key.scopes.join(', ') || 'all its owner may'}</Text> },
    { key: 'user', header: 'Owner', cell: ownerOf },
    { key: 'used', header: 'Last used', cell: (key) => (key.lastUsedAt ? <Time at={key.lastUsedAt} /> : <Text span size="sm" c="dimmed">Never</Text>) },
    { key: 'expires', header: 'Expires', cell: (key) => (key.expiresAt ? <Time at={key.expiresAt} /> : <Text span size="sm" c="dimmed">Never</Text>) },
    {
      key: 'revoke',
      header: <span className="visually-hidden">Actions</span>,
      label: '',
      right: true,
      bare: true,
      cell: (key) =>
        (may('access:write') || mine(key)) &&
        !key.revokedAt && (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`Revoke ${key.name}`}
            onClick={() =>
              ask({
                title: `Revoke “${key.name}”?`,
                text: 'Programs that use it are refused from now on. A revoked key cannot be brought back.',
                yes: 'Revoke',
                danger: true,
                act: () => revoke.mutate(key, { onSuccess: () => say(`“${key.name}” no longer works.`), onError: sayProblem }),
              })
            }
          >
            Revoke
          </Button>
        ),
    },
  ];

  return (
    <>
      <PageHead title="API keys" lead="For programs that talk to SalesSync. A key never may more than the person it belongs to." actions={create} />
      <Panel flush label="API keys">
        <Loaded query={query}>
          {(data) => (
            <DataTable
              caption="API keys"
              columns={columns}
              rows={data.items}
              rowKey={(key) => key.id}
              empty={
                <Empty icon={IconKey} title="No API keys yet" action={create}>
                  Create one for a script or another program. It sends the key as <span className="mono">Authorization: Bearer …</span>
                </Empty>
              }
            />
          )}
        </Loaded>
      </Panel>
      <KeyForm opened={adding} onClose={() => setAdding(false)} />
      {dialog}
    </>
  );
}
