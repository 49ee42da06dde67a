import { Button, Group, Modal, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { addressOf } from '@/api/client';
import { count, number } from '@/lib/format';
import { useMay } from '@/ui/access';
import { DataTable } from '@/ui/DataTable';
import { IconDownload, IconSearch } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Failed, Notice } from '@/ui/Notice';
import { itemsOf, moreOf } from '@/ui/paged';
import { Tag } from '@/ui/Tag';
import { type KeptPreview, type MigrationDone, migrationLeads, type MigrationLine, useMigrateAsSeen } from './sequences.api';
import { MOVE_OUTCOME, MOVE_RESULT } from './words';

function stands(version: number, step: string) {
  return (
    <span className="wrap">
      <span className="mono">{step || 'the end'}</span> <span style={{ color: 'var(--idle)' }}>of {version}</span>
    </span>
  );
}

function goes(line: MigrationLine) {
  if (line.outcome === 'COMPLETED') return 'completed';
  if (line.outcome === 'CHOOSE') return 'not said';
  return stands(line.then, line.outcome === 'STAYS' ? line.step : line.to);
}

/** What was done, where it differs from what was seen. */
function Done({ of }: { of: MigrationDone }) {
  const others = Object.entries(of.results).filter(([result]) => result !== 'DONE' && result !== 'STAYED');
  const meanwhile = others.reduce((sum, [, leads]) => sum + leads, 0);
  return (
    <Notice tone={meanwhile ? 'warn' : 'good'} title={`${count(of.results.DONE ?? 0, 'lead was', 'leads were')} moved as shown`}>
      {meanwhile ? `${others.map(([result, leads]) => `${number(leads)} ${(MOVE_RESULT[result] ?? result).toLowerCase()}`).join(', ')}: they were left where they are.` : 'Nothing had changed meanwhile.'}
    </Notice>
  );
}

/** Each lead of older versions: where it stands, where it would go, and why. Then exactly that is done. */
export function MigrationLeads({ id, of, close }: { id: string; of: KeptPreview; close: () => void }) {
  const may = useMay();
  const [shown, setShown] = useState('');
  const [words, setWords] = useState('');
  const [q] = useDebouncedValue(words.trim(), 250);
  const moving = useMigrateAsSeen(id, of.id);
  const done = moving.data;
  const filter = done ? { result: shown || undefined, q: q || undefined } : { outcome: shown || undefined, q: q || undefined };
  const query = useInfiniteQuery({ ...migrationLeads(id, of.id, { ...filter, done: Boolean(done) }), placeholderData: keepPreviousData });
  const all = Object.values(of.counts).reduce<number>((sum, leads) => sum + (leads ?? 0), 0);
  const kinds = done
    ? Object.entries(done.results).map(([value, leads]) => ({ value, label: `${MOVE_RESULT[value] ?? value} (${number(leads)})` }))
    : Object.entries(of.counts).map(([value, leads]) => ({ value, label: `${MOVE_OUTCOME[value]?.label ?? value} (${number(leads ?? 0)})` }));
  const going = (of.counts.KEPT ?? 0) + (of.counts.MOVED ?? 0) + (of.counts.COMPLETED ?? 0);
  return (
    <Modal opened onClose={close} title={`What becomes of ${count(all, 'lead', 'leads')} in version ${of.target}`} size={1000}>
      <Stack gap="sm">
        {done && <Done of={done} />}
        {moving.error ? <Failed error={moving.error} /> : null}
        {!of.ready && !done && <Notice tone="warn">The step of some leads is gone: choose where they go before anything is moved.</Notice>}
        <div style={{ overflowX: 'auto' }}>
          <SegmentedControl size="xs" aria-label="Which leads" data={[{ value: '', label: `All (${number(all)})` }, ...kinds]} value={shown} onChange={setShown} />
        </div>
        <Group gap="sm" justify="space-between">
          <TextInput size="xs" w={{ base: '100%', sm: 260 }} aria-label="Search the leads" placeholder="Name, company, e-mail" leftSection={<IconSearch size={14} />} value={words} onChange={(event) => setWords(event.currentTarget.value)} />
          <Button size="xs" variant="default" component="a" href={addressOf(`/outreach/sequences/${id}/migrate/previews/${of.id}/leads.csv`, filter)} leftSection={<IconDownload size={14} />}>
            Export
          </Button>
        </Group>
        <Loaded query={query} skeleton={<Lines rows={8} />}>
          {(data) => (
            <DataTable
              caption="Leads of older versions"
              rows={itemsOf(data)}
              rowKey={(line) => line.lead}
              more={moreOf(query)}
              empty={<Text size="sm">No lead like that.</Text>}
              columns={[
                {
                  key: 'name',
                  header: 'Lead',
                  lead: true,
                  cell: (line) => (
                    <span className="wrap">
                      <Link to="/outreach/leads/$id" params={{ id: line.lead }} className="link wrap">
                        {line.name}
                      </Link>
                      {line.company && (
                        <Text size="xs" c="dimmed">
                          {line.company}
                        </Text>
                      )}
                    </span>
                  ),
                },
                { key: 'from', header: 'Stands at', cell: (line) => stands(line.version, line.step) },
                { key: 'to', header: done ? 'Was to go to' : 'Goes to', cell: goes },
                {
                  key: 'what',
                  header: 'What',
                  cell: (line) => (done && line.result ? <Tag tone={line.result === 'DONE' ? 'good' : line.result === 'STAYED' ? 'idle' : 'warn'}>{MOVE_RESULT[line.result] ?? line.result}</Tag> : <Tag tone={MOVE_OUTCOME[line.outcome]?.tone ?? 'idle'}>{MOVE_OUTCOME[line.outcome]?.label ?? line.outcome}</Tag>),
                },
                {
                  key: 'why',
                  header: 'Why',
                  cell: (line) => (
                    <Text size="xs" className="wrap">
                      {line.why}
                    </Text>
                  ),
                },
              ]}
            />
          )}
        </Loaded>
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {done ? 'Close' : 'Cancel'}
          </Button>
          {!done && may('outreach:run') && (
            <Button disabled={!of.ready || going === 0} loading={moving.isPending} onClick={() => moving.mutate(undefined, { onSuccess: () => setShown('') })}>
              Do exactly this with {count(going, 'lead', 'leads')}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
