import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { count, number } from '@/lib/format';
import { DataTable } from '@/ui/DataTable';
import { Failed, Notice } from '@/ui/Notice';
import { itemsOf } from '@/ui/paged';
import { Time } from '@/ui/Time';
import { say, sayProblem } from '@/ui/toast';
import { ERROR_CLASSES, type RecoveryKind, type RecoveryTold, recoveryActs, usePreviewRecovery, useRecover, useUndoRecovery } from './leads.api';
import { sequences } from './sequences.api';
import { ERROR_CLASS, LEAD_STATE } from './words';

const KIND: Record<RecoveryKind, string> = {
  RETRY: 'Try again',
  RECHECK: 'Look at the network how they stand',
  REPAIR: 'Let go of them and look now',
  PAUSE: 'Hold them',
  RESUME: 'Let them go on',
  STOP: 'Take them out',
};

function Shown({ of }: { of: RecoveryTold }) {
  return (
    <Stack gap={8}>
      <Notice tone={of.done > 0 ? 'info' : 'idle'} title={of.done + of.left === 0 ? 'No lead is like that now' : `${count(of.done, 'lead', 'leads')} would be changed, ${number(of.left)} would stay`}>
        {Object.entries(of.whyLeft).map(([why, leads]) => (
          <div key={why}>
            {number(leads)}: {why}
          </div>
        ))}
      </Notice>
      {of.lines.length > 0 && (
        <ul style={{ margin: 0, paddingLeft: 18, maxHeight: 240, overflow: 'auto', fontSize: 13 }}>
          {of.lines.map((line) => (
            <li key={line.lead} className="wrap">
              <b>{line.name || 'Nameless'}</b>: {line.to ? `${LEAD_STATE[line.state]?.label ?? line.state} → ${LEAD_STATE[line.to]?.label ?? line.to}${line.step ? `, step ${line.step}` : ''}` : line.why}
            </li>
          ))}
        </ul>
      )}
    </Stack>
  );
}

const DAY = 24 * 3_600_000;

/** What was done lately: it can be taken back within a day. */
function DoneLately() {
  const { data } = useQuery(recoveryActs());
  const undo = useUndoRecovery();
  if (!data || data.length === 0) return null;
  return (
    <div>
      <Text size="sm" fw={550} mb={4}>
        Done lately
      </Text>
      <DataTable
        caption="Done lately"
        rows={data.slice(0, 10)}
        rowKey={(act) => act.id}
        columns={[
          { key: 'what', header: 'What', lead: true, cell: (act) => (
              <span className="wrap">
                {KIND[act.kind as RecoveryKind] ?? act.kind.toLowerCase().replaceAll('_', ' ')}
                {act.note && `: ${act.note}`}
                <Text size="xs" c="dimmed" className="wrap">
                  by {act.who}
                </Text>
              </span>
            ) },
          { key: 'leads', header: 'Leads', right: true, cell: (act) => number(act.leads) },
          { key: 'at', header: 'When', cell: (act) => <Time at={act.at} /> },
          {
            key: 'undo',
            header: <span className="visually-hidden">Take back</span>,
            label: '',
            right: true,
            cell: (act) =>
              act.undoneAt ? (
                'taken back'
              ) : Date.now() - Date.parse(act.at) < DAY ? (
                <Button size="compact-xs" variant="default" loading={undo.isPending && undo.variables === act.id} onClick={() => undo.mutate(act.id, { onSuccess: () => say('Taken back, where nothing has happened since.'), onError: sayProblem })}>
                  Take it back
                </Button>
              ) : null,
          },
        ]}
      />
    </div>
  );
}

/** Does one thing with all leads of an error class: shown first, then done, taken back within a day. */
export function RecoverDialog({ close }: { close: () => void }) {
  const [errorClass, setClass] = useState<string | null>('LEAD_TERMINAL');
  const [kind, setKind] = useState<RecoveryKind>('RETRY');
  const preview = usePreviewRecovery();
  const apply = useRecover();
  const undo = useUndoRecovery();
  const [done, setDone] = useState<RecoveryTold>();
  const [sequence, setSequence] = useState<string | null>(null);
  const [slug, setSlug] = useState('');
  const all = useInfiniteQuery(sequences(undefined));
  const wish = { kind, which: { errorClass, sequence, slug: slug.trim() || null }, note: null };
  const changed = () => {
    preview.reset();
    setDone(undefined);
  };
  return (
    <Modal opened onClose={close} title="Recover many leads" size="lg">
      <Stack gap="sm">
        <Select
          label="Which leads"
          data={ERROR_CLASSES.map((value) => ({ value, label: ERROR_CLASS[value] ?? value }))}
          value={errorClass}
          allowDeselect={false}
          onChange={(value) => {
            setClass(value);
            changed();
          }}
        />
        <Group grow align="start">
          <Select
            label="Of the sequence"
            placeholder="Every sequence"
            clearable
            searchable
            clearButtonProps={{ 'aria-label': 'Every sequence' }}
            data={all.data ? itemsOf(all.data).map((one) => ({ value: one.id, label: one.name })) : []}
            value={sequence}
            onChange={(value) => {
              setSequence(value);
              changed();
            }}
          />
          <TextInput
            label="With the service’s word"
            placeholder="errors/cannot_resend_yet"
            value={slug}
            onChange={(event) => {
              setSlug(event.currentTarget.value);
              changed();
            }}
          />
        </Group>
        <Select
          label="What is to be done"
          data={Object.entries(KIND).map(([value, label]) => ({ value, label }))}
          value={kind}
          allowDeselect={false}
          onChange={(value) => {
            setKind((value ?? 'RETRY') as RecoveryKind);
            changed();
          }}
        />
        {preview.error ? <Failed error={preview.error} /> : null}
        {preview.data && !done && <Shown of={preview.data} />}
        {done && (
          <Notice
            tone="good"
            title={`${count(done.done, 'lead was', 'leads were')} changed`}
            after={
              done.act && (
                <Button size="xs" variant="default" loading={undo.isPending} onClick={() => undo.mutate(done.act as string, { onSuccess: () => { say('Taken back, where nothing has happened since.'); close(); }, onError: sayProblem })}>
                  Take it back
                </Button>
              )
            }
          >
            It can be taken back within a day, for leads to which nothing has happened since.
          </Notice>
        )}
        <Text size="xs" c="dimmed">
          Nothing that has been sent is sent again.
        </Text>
        <DoneLately />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Close
          </Button>
          {!preview.data && (
            <Button loading={preview.isPending} onClick={() => preview.mutate(wish)}>
              Show what would happen
            </Button>
          )}
          {preview.data && !done && (
            <Button disabled={preview.data.done === 0} loading={apply.isPending} onClick={() => apply.mutate(wish, { onSuccess: setDone, onError: sayProblem })}>
              Do it
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
