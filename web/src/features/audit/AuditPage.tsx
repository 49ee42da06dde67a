import { Button, Drawer, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { post } from '@/api/client';
import type { AuditEntry, AuditVerdict } from '@/api/contract';
import { auditTrail } from '@/api/queries';
import { dateAndTime, number, utc, withoutFractions } from '@/lib/format';
import { type Column, DataTable } from '@/ui/DataTable';
import { Facts } from '@/ui/Facts';
import { IconFingerprint, IconSearch, IconShieldCheck } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty, Failed, Notice } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { itemsOf, moreOf } from '@/ui/paged';
import { Time } from '@/ui/Time';
import { actionWords, subjectWords } from './words';

const route = getRouteApi('/shell/audit');

function textOf(value: unknown): string {
  return withoutFractions(typeof value === 'string' ? value : JSON.stringify(value, null, 2));
}

function who(of: AuditEntry): string {
  return of.who ?? of.actor ?? 'SalesSync';
}

function Subject({ of }: { of: AuditEntry }) {
  const words = subjectWords(of);
  if (!words) return null;
  return (
    <span className={words.id ? 'mono' : 'wrap'} title={of.subject ?? undefined}>
      {words.text}
    </span>
  );
}

function Entry({ of }: { of: AuditEntry }) {
  const details = Object.entries(of.detail ?? {});
  return (
    <Stack>
      <Facts of={[{ label: 'When', value: dateAndTime(of.at) }, { label: 'In UTC', value: <span className="mono">{utc(of.at)}</span> }, { label: 'Who', value: who(of), aside: of.actor && of.actor !== who(of) && of.actor !== 'system' ? `signed ${of.actor}` : undefined }, { label: 'Number', value: number(of.seq) }]} />
      <Facts of={[{ label: 'What', value: <span className="mono">{of.action}</span> }, { label: 'On', value: <span className="wrap">{of.subject ?? '–'}</span> }]} />
      {details.length > 0 && (
        <DataTable
          caption="Details"
          columns={[
            { key: 'name', header: 'Detail', cell: ([name]) => <b>{name}</b> },
            { key: 'value', header: 'Value', cell: ([, value]) => <span className="mono wrap">{textOf(value)}</span> },
          ]}
          rows={details}
          rowKey={([name]) => name}
        />
      )}
      {of.hash && (
        <div>
          <Text size="xs" c="dimmed">
            Hash over this entry and the one before
          </Text>
          <Text size="xs" className="mono wrap">
            {of.hash}
          </Text>
        </div>
      )}
    </Stack>
  );
}

function Verdict({ of }: { of: AuditVerdict }) {
  if (of.ok) {
    return (
      <Notice tone="good" live title="The trail is whole">
        {number(of.checked)} entries were checked. Each one fits the one before it; none was changed or taken out.
        {of.head && (
          <Text size="xs" className="mono wrap" mt={4}>
            It ends with {of.head}
          </Text>
        )}
      </Notice>
    );
  }
  return (
    <Notice tone="bad" live title="The trail has been tampered with">
      {number(of.checked)} entries were checked. Entry {number(of.brokenAt)} does not fit{of.reason ? `: ${of.reason}` : ' the one before it'}. Keep a copy of the database and tell whoever runs SalesSync.
    </Notice>
  );
}

export default function AuditPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [words, setWords] = useState(search.q ?? '');
  const [q] = useDebouncedValue(words.trim(), 300);
  const [open, setOpen] = useState<AuditEntry>();
  const query = useInfiniteQuery({ ...auditTrail(q), placeholderData: keepPreviousData });
  const verify = useMutation({ mutationFn: () => post<AuditVerdict>('/audit/verify') });
  useEffect(() => {
    void navigate({ search: { q: q || undefined }, replace: true, resetScroll: false });
  }, [q, navigate]);

  const columns: Column<AuditEntry>[] = [
    { key: 'at', header: 'When', width: 190, cell: (entry) => <Time at={entry.at} /> },
    { key: 'actor', header: 'Who', cell: (entry) => <span className="wrap">{who(entry)}</span> },
    {
      key: 'action',
      header: 'What',
      lead: true,
      cell: (entry) => (
        <UnstyledButton className="link" fz="sm" onClick={() => setOpen(entry)} ta="left" aria-label={`Show entry ${entry.seq}, ${actionWords(entry.action)}`}>
          {actionWords(entry.action)}
        </UnstyledButton>
      ),
    },
    { key: 'subject', header: 'On', cell: (entry) => <Subject of={entry} /> },
    { key: 'seq', header: 'Number', right: true, cell: (entry) => <Text span c="dimmed" size="sm">{number(entry.seq)}</Text> },
  ];

  return (
    <>
      <PageHead
        title="Audit"
        lead="Who changed what. Entries are only added, and each is chained to the one before, so that a change of the past shows."
        actions={
          <Button variant="default" leftSection={<IconFingerprint size={17} />} loading={verify.isPending} onClick={() => verify.mutate()}>
            Verify the trail
          </Button>
        }
      />
      <div style={{ display: 'grid', gap: 18 }}>
        {verify.data && <Verdict of={verify.data} />}
        {verify.error && <Failed error={verify.error} retry={() => verify.mutate()} />}
        <Panel
          flush
          label="Audit trail"
          title={<TextInput w={{ base: '100%', sm: 320 }} aria-label="Search the trail" placeholder="Search who, what, on what" leftSection={<IconSearch size={15} />} value={words} onChange={(event) => setWords(event.currentTarget.value)} />}
        >
          <Loaded query={query} skeleton={<Lines rows={8} height={22} />}>
            {(data) => (
              <DataTable
                caption="Audit trail"
                columns={columns}
                rows={itemsOf(data)}
                rowKey={(entry) => entry.seq}
                more={moreOf(query)}
                empty={<Empty icon={IconShieldCheck} title={q ? 'Nothing found' : 'Nothing written yet'}>{q && 'Search for a person, an action or what it was done to.'}</Empty>}
              />
            )}
          </Loaded>
        </Panel>
      </div>
      <Drawer opened={open !== undefined} onClose={() => setOpen(undefined)} title={open && actionWords(open.action)} size="lg">
        {open && <Entry of={open} />}
      </Drawer>
    </>
  );
}
