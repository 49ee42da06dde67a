import { Group, Pill, Select, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { number } from '@/lib/format';
import { DataTable } from '@/ui/DataTable';
import { IconSearch, IconUsers } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import { itemsOf, moreOf } from '@/ui/paged';
import { Time } from '@/ui/Time';
import { type Lead, type LeadFilter, leads } from './leads.api';
import { LeadStateTag } from './StateTags';
import { BLOCKER, LEAD_STATE } from './words';

const BLOCKERS = Object.entries(BLOCKER).map(([value, label]) => ({ value, label }));

/** What a lead does next, or what it waits for. */
function Next({ of }: { of: Lead }) {
  if (of.endedAt) return <Text size="sm" c="dimmed" span className="wrap">{of.reason ?? ''}</Text>;
  const words = of.blocker ? (BLOCKER[of.blocker] ?? of.blocker) : null;
  return (
    <Text size="sm" span className="wrap" title={of.blockerNote ?? undefined}>
      {of.nextAt && <Time at={of.nextAt} />}
      {of.nextAt && words ? ', ' : ''}
      {words}
    </Text>
  );
}

interface LeadTableProps {
  filter: LeadFilter;
  onFilter: (values: { state?: string | undefined; blocker?: string | undefined; reason?: string | undefined }) => void;
  counts?: Partial<Record<string, number>>;
}

export function LeadTable({ filter, onFilter, counts }: LeadTableProps) {
  const [words, setWords] = useState(filter.q ?? '');
  const [q] = useDebouncedValue(words.trim(), 250);
  const query = useInfiniteQuery({ ...leads({ ...filter, q: q || undefined }), placeholderData: keepPreviousData });
  const narrowed = Boolean(filter.state ?? filter.blocker ?? filter.reason) || q !== '';
  const states = Object.entries(LEAD_STATE).map(([value, look]) => ({ value, label: counts ? `${look.label} (${number(counts[value] ?? 0)})` : look.label }));
  return (
    <Panel
      flush
      label="Leads"
      title={
        <Group gap="sm">
          <TextInput size="xs" aria-label="Search leads" placeholder="Name, company, e-mail" leftSection={<IconSearch size={15} />} value={words} onChange={(event) => setWords(event.currentTarget.value)} w={230} />
          <Select size="xs" aria-label="State" placeholder="Any state" clearable clearButtonProps={{ 'aria-label': 'Any state' }} data={states} value={filter.state ?? null} onChange={(value) => onFilter({ state: value ?? undefined })} w={190} />
          <Select size="xs" aria-label="Waits for" placeholder="Whatever they wait for" searchable clearable clearButtonProps={{ 'aria-label': 'Whatever they wait for' }} data={BLOCKERS} value={filter.blocker ?? null} onChange={(value) => onFilter({ blocker: value ?? undefined })} w={220} />
          {filter.reason && (
            <Pill withRemoveButton removeButtonProps={{ 'aria-label': 'Whatever the reason', 'aria-hidden': false, tabIndex: 0 }} onRemove={() => onFilter({ reason: undefined })}>
              failed: {filter.reason}
            </Pill>
          )}
        </Group>
      }
    >
      <Loaded query={query} skeleton={<Lines rows={8} height={24} />}>
        {(data) => (
          <DataTable
            caption="Leads"
            rows={itemsOf(data)}
            rowKey={(one) => one.id}
            more={moreOf(query)}
            empty={
              <Empty icon={IconUsers} title={narrowed ? 'None of these' : 'No leads yet'}>
                {narrowed ? 'Change what is looked for.' : 'Put leads in from a file, from customers or from a flow.'}
              </Empty>
            }
            columns={[
              {
                key: 'name',
                header: 'Lead',
                lead: true,
                cell: (one) => (
                  <>
                    <Link to="/outreach/leads/$id" params={{ id: one.id }} className="link wrap">
                      {one.name || one.linkedin || one.email || 'Nameless'}
                    </Link>
                    <Text size="xs" c="dimmed" className="wrap">
                      {one.company}
                    </Text>
                  </>
                ),
              },
              { key: 'state', header: 'State', cell: (one) => <LeadStateTag state={one.state} /> },
              { key: 'step', header: 'Step', cell: (one) => <span className="mono">{one.step ?? ''}</span> },
              { key: 'next', header: 'Next', cell: (one) => <Next of={one} /> },
              { key: 'changed', header: 'Changed', cell: (one) => <Time at={one.changedAt} /> },
            ]}
          />
        )}
      </Loaded>
    </Panel>
  );
}
