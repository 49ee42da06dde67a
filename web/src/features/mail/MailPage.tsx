import { Drawer, Select, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { Icon } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { dateAndTime, number } from '@/lib/format';
import { type Column, DataTable } from '@/ui/DataTable';
import { Facts } from '@/ui/Facts';
import { IconArrowBackUp, IconCircleCheck, IconCircleX, IconClock, IconHelpCircle, IconMail, IconSearch, IconSend } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty, Notice } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { itemsOf, moreOf } from '@/ui/paged';
import { Tag, type Tone } from '@/ui/Tag';
import { Time } from '@/ui/Time';
import { type Mail, mail, mails, type MailState } from './mail.api';

const route = getRouteApi('/shell/mail');

const STATES: Record<MailState, { tone: Tone; icon: Icon; label: string; means: string }> = {
  QUEUED: { tone: 'idle', icon: IconClock, label: 'Queued', means: 'Goes out as soon as the mail server takes it.' },
  SENDING: { tone: 'info', icon: IconSend, label: 'Sending', means: 'In a conversation with the mail server at this moment.' },
  SENT: { tone: 'good', icon: IconCircleCheck, label: 'Sent', means: 'The mail server took it.' },
  DELIVERED: { tone: 'good', icon: IconCircleCheck, label: 'Delivered', means: 'Its receiver’s server confirmed it.' },
  BOUNCED: { tone: 'bad', icon: IconArrowBackUp, label: 'Bounced', means: 'Came back.' },
  FAILED: { tone: 'bad', icon: IconCircleX, label: 'Failed', means: 'Surely not sent; every attempt was used.' },
  UNKNOWN: { tone: 'odd', icon: IconHelpCircle, label: 'Not known', means: 'The connection broke while it was handed over. It is not sent again by itself.' },
};

function StateTag({ state }: { state: MailState }) {
  const look = STATES[state] ?? STATES.UNKNOWN;
  return (
    <Tag tone={look.tone} icon={look.icon} title={look.means}>
      {look.label}
    </Tag>
  );
}

function Detail({ id }: { id: string }) {
  const query = useQuery(mail(id));
  return (
    <Loaded query={query} skeleton={<Lines rows={8} />}>
      {(one) => (
        <Stack>
          <div>
            <StateTag state={one.state} />
          </div>
          {one.error && <Notice tone="bad">{one.error}</Notice>}
          <Facts
            of={[
              { label: 'To', value: <span className="wrap">{one.to}</span> },
              { label: 'Queued', value: dateAndTime(one.queuedAt) },
              { label: 'Sent', value: one.sentAt ? dateAndTime(one.sentAt) : '–' },
              ...(one.deliveredAt ? [{ label: 'Delivered', value: dateAndTime(one.deliveredAt) }] : []),
              { label: 'Attempts', value: number(one.attempts) },
              { label: 'About', value: one.reason },
            ]}
          />
          {one.run && (
            <Link to="/runs/$id" params={{ id: one.run }}>
              Open its run
            </Link>
          )}
          {one.recordKey && (
            <Link to="/logs/record" search={{ key: one.recordKey }} className="wrap">
              Everything about {one.recordKey}
            </Link>
          )}
          {one.text && (
            <Text component="pre" size="sm" className="wrap" style={{ whiteSpace: 'pre-wrap', margin: 0 }}>
              {one.text}
            </Text>
          )}
        </Stack>
      )}
    </Loaded>
  );
}

export default function MailPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [words, setWords] = useState(search.q ?? '');
  const [q] = useDebouncedValue(words.trim(), 300);
  const [open, setOpen] = useState<Mail>();
  const query = useInfiniteQuery({ ...mails({ state: search.state, q: q || undefined }), placeholderData: keepPreviousData });
  useEffect(() => {
    void navigate({ search: (before) => ({ ...before, q: q || undefined }), replace: true, resetScroll: false });
  }, [q, navigate]);
  const columns: Column<Mail>[] = [
    { key: 'at', header: 'Queued', width: 170, cell: (one) => <Time at={one.queuedAt} /> },
    {
      key: 'subject',
      header: 'Mail',
      lead: true,
      cell: (one) => (
        <div className="wrap" style={{ maxWidth: 460 }}>
          <UnstyledButton className="link wrap" fz="sm" onClick={() => setOpen(one)}>
            {one.subject}
          </UnstyledButton>
          <Text size="xs" c="dimmed">
            {one.to}
          </Text>
        </div>
      ),
    },
    { key: 'state', header: 'State', cell: (one) => <StateTag state={one.state} /> },
    { key: 'reason', header: 'About', cell: (one) => <span className="wrap">{one.reason}</span> },
    { key: 'error', header: 'Error', cell: (one) => one.error && <Text size="sm" lineClamp={2} className="wrap" maw={320}>{one.error}</Text> },
  ];
  return (
    <>
      <PageHead title="Mail" lead="Every mail that went out, and how far it came." />
      <Panel
        flush
        label="Mail"
        title={<TextInput w={{ base: '100%', sm: 300 }} aria-label="Search the mail" placeholder="Search address or subject" leftSection={<IconSearch size={15} />} value={words} onChange={(event) => setWords(event.currentTarget.value)} />}
        actions={
          <Select
            size="xs"
            w={160}
            aria-label="State"
            placeholder="Every state"
            clearable
            clearButtonProps={{ 'aria-label': 'Every state' }}
            data={(Object.keys(STATES) as MailState[]).map((value) => ({ value, label: STATES[value].label }))}
            value={search.state ?? null}
            onChange={(state) => void navigate({ search: (before) => ({ ...before, state: state ?? undefined }), replace: true, resetScroll: false })}
          />
        }
      >
        <Loaded query={query} skeleton={<Lines rows={8} height={22} />}>
          {(data) => (
            <DataTable
              caption="Mail"
              columns={columns}
              rows={itemsOf(data)}
              rowKey={(one) => one.id}
              more={moreOf(query)}
              empty={<Empty icon={IconMail} title={search.state || q ? 'No mail like that' : 'No mail yet'}>{!search.state && !q && 'Reports, alerts and what flows send is listed here.'}</Empty>}
            />
          )}
        </Loaded>
      </Panel>
      <Drawer opened={open !== undefined} onClose={() => setOpen(undefined)} title={open?.subject} size="lg" position="right">
        {open && <Detail id={open.id} />}
      </Drawer>
    </>
  );
}
