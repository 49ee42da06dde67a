import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useMay } from '@/ui/access';
import { useConfirm } from '@/ui/Confirm';
import { DataTable } from '@/ui/DataTable';
import { IconBan, IconFileImport, IconPlus, IconSearch } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty, Failed } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { itemsOf, moreOf } from '@/ui/paged';
import { Time } from '@/ui/Time';
import { say, sayProblem } from '@/ui/toast';
import { OutreachTabs } from './OutreachTabs';
import { SuppressFile } from './SuppressFile';
import { type SuppressionKind, suppressions, useSuppress, useUnsuppress } from './suppressions.api';

const route = getRouteApi('/shell/outreach/suppressions');
const KIND: Record<SuppressionKind, string> = { EMAIL: 'E-mail address', DOMAIN: 'Domain', LINKEDIN: 'LinkedIn profile', COMPANY: 'Company' };

function Adding({ close }: { close: () => void }) {
  const [kind, setKind] = useState<SuppressionKind>('EMAIL');
  const [value, setValue] = useState('');
  const [reason, setReason] = useState('');
  const adding = useSuppress();
  return (
    <Modal opened onClose={close} title="Write to them no more" size="md">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          adding.mutate(
            { kind, value: value.trim(), reason: reason.trim() || 'Asked for by hand' },
            {
              onSuccess: () => {
                say('Nothing is sent to them any more.');
                close();
              },
            },
          );
        }}
      >
        <Stack gap="sm">
          {adding.error ? <Failed error={adding.error} /> : null}
          <Select label="What" data={Object.entries(KIND).map(([one, label]) => ({ value: one, label }))} value={kind} onChange={(one) => setKind((one ?? 'EMAIL') as SuppressionKind)} allowDeselect={false} />
          <TextInput label={KIND[kind]} required value={value} onChange={(event) => setValue(event.currentTarget.value)} data-autofocus />
          <TextInput label="Why" value={reason} onChange={(event) => setReason(event.currentTarget.value)} placeholder="Objected by telephone" />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" color="red" disabled={!value.trim()} loading={adding.isPending}>
              Write to them no more
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Where an entry came from, in words. */
const SOURCE: Record<string, string> = { page: 'added here', csv: 'a file', unsubscribe: 'they unsubscribed', bounce: 'a mail bounced', erasure: 'erased', customers: 'customers', consent: 'their consent', complaint: 'a complaint' };

export default function SuppressionsPage() {
  const { q } = route.useSearch();
  const navigate = route.useNavigate();
  const [words, setWords] = useState(q ?? '');
  const [asked] = useDebouncedValue(words.trim(), 250);
  useEffect(() => {
    if (asked !== (q ?? '')) void navigate({ search: { q: asked || undefined }, replace: true });
  }, [asked, q, navigate]);
  const query = useInfiniteQuery({ ...suppressions(q), placeholderData: keepPreviousData });
  const drop = useUnsuppress();
  const may = useMay()('outreach:write');
  const { ask, dialog } = useConfirm();
  const [adding, setAdding] = useState<'one' | 'file'>();
  const add = may && (
    <Group gap="sm" justify="center">
      <Button variant="default" leftSection={<IconFileImport size={17} />} onClick={() => setAdding('file')}>
        From a file
      </Button>
      <Button leftSection={<IconPlus size={17} />} onClick={() => setAdding('one')}>
        Add
      </Button>
    </Group>
  );
  return (
    <>
      {dialog}
      <PageHead title="Suppressed" lead="Whom nothing is sent to, over all sequences and channels. After somebody is erased only a fingerprint stays here." actions={add} />
      <OutreachTabs at="suppressions" />
      <Panel flush label="Suppressed" title={<TextInput size="xs" aria-label="Search the list" placeholder="Address, domain, reason" leftSection={<IconSearch size={15} />} value={words} onChange={(event) => setWords(event.currentTarget.value)} w={260} />}>
        <Loaded query={query} skeleton={<Lines rows={6} />}>
          {(data) => (
            <DataTable
              caption="Suppressed"
              rows={itemsOf(data)}
              rowKey={(one) => `${one.kind} ${one.hash}`}
              more={moreOf(query)}
              empty={
                q ? (
                  <Empty icon={IconSearch} title="No entry like that">
                    After somebody is erased only a fingerprint stays: they are found by nothing.
                  </Empty>
                ) : (
                  <Empty icon={IconBan} title="Nobody is suppressed" action={add}>
                    Who unsubscribes, objects or bounces comes here by itself.
                  </Empty>
                )
              }
              columns={[
                { key: 'value', header: 'Who', lead: true, cell: (one) => <span className="wrap">{one.value ?? <i>erased, {one.hash.slice(0, 8)}…</i>}</span> },
                { key: 'kind', header: 'What', cell: (one) => KIND[one.kind] },
                { key: 'reason', header: 'Why', cell: (one) => <span className="wrap">{one.reason}</span> },
                { key: 'source', header: 'From', cell: (one) => SOURCE[one.source] ?? one.source },
                { key: 'who', header: 'By', cell: (one) => <span className="wrap">{one.who}</span> },
                { key: 'at', header: 'Since', cell: (one) => <Time at={one.at} /> },
                { key: 'expires', header: 'Until', cell: (one) => (one.expiresAt ? <Time at={one.expiresAt} /> : 'for good') },
                {
                  key: 'drop',
                  header: <span className="visually-hidden">Take off</span>,
                  label: '',
                  right: true,
                  bare: true,
                  cell: (one) =>
                    may &&
                    one.value && (
                      <Button size="compact-sm" variant="default" onClick={() => ask({ title: 'Take it off the list?', text: 'Messages may go to them again.', yes: 'Take off', danger: true, act: () => drop.mutate({ kind: one.kind, hash: one.hash }, { onSuccess: () => say('Taken off.'), onError: sayProblem }) })}>
                        Take off
                      </Button>
                    ),
                },
              ]}
            />
          )}
        </Loaded>
      </Panel>
      {adding === 'one' && <Adding close={() => setAdding(undefined)} />}
      {adding === 'file' && <SuppressFile close={() => setAdding(undefined)} />}
    </>
  );
}
