import { ActionIcon, Drawer, Menu, Stack, Text, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { count, dateAndTime, number } from '@/lib/format';
import { useMay } from '@/ui/access';
import { type Column, DataTable } from '@/ui/DataTable';
import { Facts } from '@/ui/Facts';
import { IconArrowBackUp, IconCircleCheck, IconDots, IconEye, IconZzz } from '@/ui/icons';
import { Loaded } from '@/ui/Loaded';
import { Person } from '@/ui/Person';
import { Time } from '@/ui/Time';
import { sayProblem } from '@/ui/toast';
import { type Act, type Alert, deliveries, useAct } from './alerts.api';
import { AlertStateTag, SeverityTag } from './AlertTags';

const SNOOZE = [
  { label: 'For an hour', hours: 1 },
  { label: 'Until tomorrow', hours: 24 },
  { label: 'For a week', hours: 168 },
];

function Deliveries({ id }: { id: string }) {
  const query = useQuery(deliveries(id));
  return (
    <Loaded query={query}>
      {({ items }) => (
        <DataTable
          caption="Who was told"
          rows={items}
          rowKey={(one) => one.id}
          empty={
            <Text size="sm" c="dimmed">
              Nobody was told outside of these pages: its rule names no channel.
            </Text>
          }
          columns={[
            { key: 'channel', header: 'Channel', lead: true, cell: (one) => one.channelName ?? one.channel },
            { key: 'state', header: 'State', cell: (one) => one.state.toLowerCase() },
            { key: 'at', header: 'At', cell: (one) => <Time at={one.queuedAt} /> },
            { key: 'attempts', header: 'Attempts', right: true, cell: (one) => number(one.attempts) },
            { key: 'error', header: 'Error', cell: (one) => one.error && <span className="wrap">{one.error}</span> },
          ]}
        />
      )}
    </Loaded>
  );
}

function Detail({ of }: { of: Alert }) {
  const router = useRouter();
  return (
    <Stack>
      <div style={{ display: 'flex', gap: 8 }}>
        <SeverityTag severity={of.severity} />
        <AlertStateTag state={of.state} />
      </div>
      {of.detail && <Text className="wrap">{of.detail}</Text>}
      <Facts
        of={[
          { label: 'First', value: dateAndTime(of.firstAt) },
          { label: 'Last', value: dateAndTime(of.lastAt) },
          { label: 'Times', value: number(of.count) },
          { label: 'Rule', value: of.ruleTitle ?? of.rule },
          ...(of.acknowledgedBy ? [{ label: 'Seen to by', value: <Person id={of.acknowledgedBy} /> }] : []),
          ...(of.snoozedUntil ? [{ label: 'Snoozed until', value: dateAndTime(of.snoozedUntil) }] : []),
        ]}
      />
      {of.link && (
        <a
          href={of.link}
          onClick={(event) => {
            event.preventDefault();
            router.history.push(of.link ?? '/');
          }}
        >
          Open what it is about
        </a>
      )}
      {of.recordKey && (
        <Link to="/logs/record" search={{ key: of.recordKey }} className="wrap">
          Everything about {of.recordKey}
        </Link>
      )}
      <Deliveries id={of.id} />
    </Stack>
  );
}

export function AlertList({ alerts, more, empty }: { alerts: Alert[]; more?: { has: boolean; loading: boolean; load: () => void }; empty: ReactNode }) {
  const may = useMay()('alerts:write');
  const act = useAct();
  const [open, setOpen] = useState<Alert>();
  const doIt = (alert: Alert, what: Act, until?: string) => act.mutate({ id: alert.id, act: what, ...(until ? { until } : {}) }, { onError: sayProblem });
  const menu = (alert: Alert) =>
    may && (
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`What to do about ${alert.title}`}>
            <IconDots size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {alert.state === 'OPEN' && (
            <Menu.Item leftSection={<IconEye size={16} />} onClick={() => doIt(alert, 'acknowledge')}>
              I see to it
            </Menu.Item>
          )}
          {alert.state !== 'CLOSED' &&
            SNOOZE.map(({ label, hours }) => (
              <Menu.Item key={label} leftSection={<IconZzz size={16} />} onClick={() => doIt(alert, 'snooze', new Date(Date.now() + hours * 3_600_000).toISOString())}>
                Snooze {label.toLowerCase()}
              </Menu.Item>
            ))}
          {alert.state === 'CLOSED' ? (
            <Menu.Item leftSection={<IconArrowBackUp size={16} />} onClick={() => doIt(alert, 'reopen')}>
              Open again
            </Menu.Item>
          ) : (
            <Menu.Item leftSection={<IconCircleCheck size={16} />} onClick={() => doIt(alert, 'close')}>
              Close
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    );
  const columns: Column<Alert>[] = [
    { key: 'severity', header: 'Severity', width: 110, cell: (alert) => <SeverityTag severity={alert.severity} /> },
    {
      key: 'title',
      header: 'Alert',
      lead: true,
      cell: (alert) => (
        <div className="wrap" style={{ maxWidth: 560 }}>
          <UnstyledButton className="link" fz="sm" fw={600} onClick={() => setOpen(alert)}>
            {alert.title}
          </UnstyledButton>
          {alert.detail && (
            <Text size="xs" c="dimmed" lineClamp={2}>
              {alert.detail}
            </Text>
          )}
        </div>
      ),
    },
    { key: 'state', header: 'State', cell: (alert) => <AlertStateTag state={alert.state} /> },
    { key: 'count', header: 'Times', right: true, cell: (alert) => <span title={count(alert.count, 'time')}>{number(alert.count)}</span> },
    { key: 'last', header: 'Last', cell: (alert) => <Time at={alert.lastAt} /> },
    { key: 'menu', header: <span className="visually-hidden">Actions</span>, label: '', right: true, bare: true, width: 50, cell: menu },
  ];
  return (
    <>
      <DataTable caption="Alerts" columns={columns} rows={alerts} rowKey={(alert) => alert.id} more={more} empty={empty} />
      <Drawer opened={open !== undefined} onClose={() => setOpen(undefined)} title={open?.title} size="lg" position="right">
        {open && <Detail of={open} />}
      </Drawer>
    </>
  );
}
