import { ActionIcon, Button, Group, Menu, Modal, PasswordInput, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useMay } from '@/ui/access';
import { useConfirm } from '@/ui/Confirm';
import { type Column, DataTable } from '@/ui/DataTable';
import { IconDots, IconMail, IconMessageCircle, IconPencil, IconPlus, IconSend, IconTrash, IconWebhook } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty, Failed } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import { say, sayProblem } from '@/ui/toast';
import { type Channel, type ChannelKind, channels, useDeleteChannel, useSaveChannel, useTestChannel } from './alerts.api';

const KINDS: Record<ChannelKind, { label: string; icon: typeof IconMail; field: string; hint: string }> = {
  EMAIL: { label: 'E-mail', icon: IconMail, field: 'to', hint: 'Address that is written to' },
  CHAT: { label: 'Chat', icon: IconMessageCircle, field: 'url', hint: 'Incoming webhook of Slack, Teams or Mattermost' },
  WEBHOOK: { label: 'Webhook', icon: IconWebhook, field: 'url', hint: 'Address that gets a signed POST' },
};

function ChannelForm({ channel, onClose }: { channel: Channel | undefined; onClose: () => void }) {
  const save = useSaveChannel();
  const [kind, setKind] = useState<ChannelKind>(channel?.kind ?? 'EMAIL');
  const [name, setName] = useState(channel?.name ?? '');
  const look = KINDS[kind];
  const [address, setAddress] = useState(channel?.settings[look.field] ?? '');
  const [secret, setSecret] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const settings: Record<string, string> = { [look.field]: address, ...(kind === 'WEBHOOK' && secret ? { secret } : {}) };
    save.mutate(
      { ...(channel ? { id: channel.id } : {}), kind, name, settings },
      {
        onSuccess: () => {
          say(channel ? `${name} has been changed.` : `${name} has been added. Test it to see that it arrives.`);
          onClose();
        },
      },
    );
  };
  return (
    <Modal opened onClose={onClose} title={channel ? `Change ${channel.name}` : 'Add a channel'} size="md">
      <form onSubmit={submit}>
        <Stack gap="sm">
          {save.error && <Failed error={save.error} />}
          <SegmentedControl aria-label="Kind" data={(Object.keys(KINDS) as ChannelKind[]).map((value) => ({ value, label: KINDS[value].label }))} value={kind} onChange={(value) => setKind(value as ChannelKind)} disabled={Boolean(channel)} />
          <TextInput label="Name" required value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
          <TextInput label={kind === 'EMAIL' ? 'To' : 'Address'} description={look.hint} type={kind === 'EMAIL' ? 'email' : 'url'} required value={address} onChange={(event) => setAddress(event.currentTarget.value)} />
          {kind === 'WEBHOOK' && (
            <PasswordInput
              label="Secret"
              description={channel ? 'Leave empty to keep the present one' : 'Signs each call, so that its receiver can check who sent it'}
              required={!channel}
              autoComplete="off"
              value={secret}
              onChange={(event) => setSecret(event.currentTarget.value)}
              visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the secret' }}
            />
          )}
          <Group justify="flex-end" gap="sm" mt="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending}>
              {channel ? 'Save' : 'Add'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

export function ChannelsPanel() {
  const may = useMay()('alerts:write');
  const query = useQuery(channels());
  const drop = useDeleteChannel();
  const test = useTestChannel();
  const { ask, dialog } = useConfirm();
  const [form, setForm] = useState<{ channel?: Channel }>();
  const tryIt = (channel: Channel) =>
    test.mutate(channel.id, {
      onSuccess: (told) => (told?.ok === false ? sayProblem(new Error(told.error ?? told.message ?? 'It did not arrive.')) : say(`A test message has gone to ${channel.name}.`)),
      onError: sayProblem,
    });
  const columns: Column<Channel>[] = [
    {
      key: 'name',
      header: 'Channel',
      lead: true,
      cell: (channel) => {
        const Symbol = KINDS[channel.kind]?.icon ?? IconMail;
        return (
          <Group gap={8} wrap="nowrap">
            <Symbol size={17} aria-hidden />
            <Text size="sm" fw={600} className="wrap" span>
              {channel.name}
            </Text>
          </Group>
        );
      },
    },
    { key: 'kind', header: 'Kind', cell: (channel) => KINDS[channel.kind]?.label ?? channel.kind },
    { key: 'address', header: 'To', cell: (channel) => <span className="wrap">{channel.settings[KINDS[channel.kind]?.field ?? 'url']}</span> },
    {
      key: 'menu',
      header: <span className="visually-hidden">Actions</span>,
      label: '',
      right: true,
      bare: true,
      width: 50,
      cell: (channel) =>
        may && (
          <Menu position="bottom-end" width={180}>
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" aria-label={`What to do with ${channel.name}`}>
                <IconDots size={17} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconSend size={16} />} onClick={() => tryIt(channel)}>
                Send a test
              </Menu.Item>
              <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setForm({ channel })}>
                Change
              </Menu.Item>
              <Menu.Item
                color="red"
                leftSection={<IconTrash size={16} />}
                onClick={() => ask({ title: `Remove ${channel.name}?`, text: 'Rules that tell by it go on without it.', yes: 'Remove', danger: true, act: () => drop.mutate(channel.id, { onError: sayProblem }) })}
              >
                Remove
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        ),
    },
  ];
  const add = may && (
    <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => setForm({})}>
      Add a channel
    </Button>
  );
  return (
    <Panel flush title="Channels" actions={add}>
      <Loaded query={query} skeleton={<Lines rows={3} />}>
        {({ items }) => (
          <DataTable
            caption="Channels"
            columns={columns}
            rows={items}
            rowKey={(channel) => channel.id}
            empty={
              <Empty icon={IconMail} title="No channels yet">
                Alerts are shown on these pages. Add a channel to be told by e-mail, in a chat or by a webhook too.
              </Empty>
            }
          />
        )}
      </Loaded>
      {form && <ChannelForm channel={form.channel} onClose={() => setForm(undefined)} />}
      {dialog}
    </Panel>
  );
}
