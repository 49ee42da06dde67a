import { Button, Group, Modal, Select, Stack, Text, Textarea } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { count, number, told } from '@/lib/format';
import { useMay } from '@/ui/access';
import { useConfirm } from '@/ui/Confirm';
import { DataTable } from '@/ui/DataTable';
import { Facts } from '@/ui/Facts';
import { IconArrowBackUp, IconChevronRight, IconCloudUpload } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty, Notice } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { itemsOf, moreOf } from '@/ui/paged';
import { Time } from '@/ui/Time';
import { say, sayProblem } from '@/ui/toast';
import { Difference } from './Difference';
import classes from './pushes.module.css';
import { ConsentTag, PUSH_STATE, PushRowTag, PushStateTag, ROW_STATE, ROW_STATES } from './PushTags';
import { type Push, push, pushRows, type PushRowState, useDecide, useUndoPush } from './pushes.api';
import { consentWords, standingOf } from './standing';
import { Why } from './Why';

const route = getRouteApi('/shell/pushes/$id');

function Deciding({ of }: { of: Push }) {
  const [act, setAct] = useState<'approve' | 'refuse'>();
  const [note, setNote] = useState('');
  const decide = useDecide();
  const ready = of.counts.READY ?? 0;
  if (of.state !== 'WAITING') return null;
  const send = () =>
    act &&
    decide.mutate(
      { id: of.id, act, note },
      {
        onSuccess: () => {
          say(act === 'approve' ? 'Approved; it is being written.' : 'Refused; nothing is written.');
          setAct(undefined);
        },
        onError: sayProblem,
      },
    );
  return (
    <>
      <Notice
        tone="warn"
        title={`${count(ready, 'record')} would be written in ${of.connection}`}
        after={
          of.mayDecide && (
            <>
              <Button size="sm" onClick={() => setAct('approve')}>
                Approve
              </Button>
              <Button size="sm" variant="default" onClick={() => setAct('refuse')}>
                Refuse
              </Button>
            </>
          )
        }
      >
        {of.mayNot ?? 'Look at what changes below. Consent and the records are read once more just before each is written.'}
        {of.expiresAt && (
          <>
            {' '}
            To be decided until <Time at={of.expiresAt} />.
          </>
        )}
      </Notice>
      <Modal opened={act !== undefined} onClose={() => setAct(undefined)} title={act === 'approve' ? `Write ${count(ready, 'record')}?` : 'Refuse this push?'} size="md">
        <Textarea label="Note" description="Kept with the push and in the audit trail." value={note} onChange={(event) => setNote(event.currentTarget.value)} autosize minRows={2} maxLength={2000} data-autofocus />
        <Group justify="flex-end" mt="lg" gap="sm">
          <Button variant="default" onClick={() => setAct(undefined)}>
            Not now
          </Button>
          <Button color={act === 'refuse' ? 'red' : undefined} loading={decide.isPending} onClick={send}>
            {act === 'approve' ? 'Approve and write' : 'Refuse'}
          </Button>
        </Group>
      </Modal>
    </>
  );
}

function Rows({ of }: { of: Push }) {
  const { state } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery({ ...pushRows(of.id, state), placeholderData: keepPreviousData });
  const there = ROW_STATES.filter((one) => of.counts[one]);
  return (
    <Panel
      flush
      title="Records"
      actions={
        <Select
          size="xs"
          w={220}
          aria-label="State of records"
          placeholder="All records"
          clearable
          clearButtonProps={{ 'aria-label': 'All records' }}
          data={there.map((one) => ({ value: one, label: `${ROW_STATE[one].label} (${number(of.counts[one] ?? 0)})` }))}
          value={state ?? null}
          onChange={(value) => void navigate({ search: { state: value ?? undefined }, replace: true })}
        />
      }
    >
      <Loaded query={query} skeleton={<Lines rows={8} height={30} />}>
        {(data) => (
          <DataTable
            caption="Records of this push"
            rows={itemsOf(data)}
            rowKey={(row) => row.number}
            more={moreOf(query)}
            empty={<Empty icon={IconCloudUpload} title="No records like that" />}
            columns={[
              {
                key: 'record',
                header: 'Record',
                lead: true,
                cell: (row) => (
                  <>
                    {row.person ? (
                      <Link to="/customers/people/$id" params={{ id: row.person }} className={`link wrap ${classes.target}`}>
                        {row.label}
                      </Link>
                    ) : (
                      <span className="wrap">{row.label}</span>
                    )}
                    <Text size="xs" c="dimmed" className="wrap">
                      <Link to="/logs/record" search={{ key: row.recordKey }} className={classes.target} title="What became of this record in flows">
                        {row.key}
                      </Link>
                    </Text>
                  </>
                ),
              },
              { key: 'change', header: 'Before and after', cell: (row) => <Difference before={row.before} after={row.after} /> },
              { key: 'consent', header: 'Consent', cell: (row) => <ConsentTag of={row.consentSent ?? row.consent} /> },
              {
                key: 'state',
                header: 'State',
                cell: (row) => (
                  <Stack gap={2} className={classes.state}>
                    <PushRowTag state={row.state as PushRowState} />
                    {row.why && <Why text={consentWords(row.why)} />}
                  </Stack>
                ),
              },
            ]}
          />
        )}
      </Loaded>
    </Panel>
  );
}

export default function PushPage() {
  const { id } = route.useParams();
  const query = useQuery(push(id));
  const may = useMay();
  const undo = useUndoPush();
  const { ask, dialog } = useConfirm();
  return (
    <Loaded query={query} skeleton={<Lines rows={8} height={26} />}>
      {(of) => {
        const written = (of.counts.SENT ?? 0) + (of.counts.KEPT ?? 0);
        const undoable = written > 0 && of.undo !== 'RUNNING' && of.endedAt && may('pushes:write');
        return (
          <>
            <PageHead
              title={of.title}
              lead={of.reason}
              above={
                <>
                  <Link to="/pushes">Pushes</Link>
                  <IconChevronRight size={14} aria-hidden />
                  <span>{of.object}</span>
                </>
              }
              beside={<PushStateTag of={of} />}
              actions={
                undoable && (
                  <Button
                    variant="default"
                    leftSection={<IconArrowBackUp size={16} />}
                    onClick={() =>
                      ask({
                        title: 'Take it back?',
                        text: `${count(written, 'record')} ${written === 1 ? 'gets' : 'get'} the values from before, but those that somebody edited since. They stay and are listed.`,
                        yes: 'Take back',
                        danger: true,
                        act: () => undo.mutate(of.id, { onSuccess: () => say('It is being taken back.'), onError: sayProblem }),
                      })
                    }
                  >
                    Take back
                  </Button>
                )
              }
            />
            <Stack>
              <Deciding of={of} />
              {of.state !== 'WAITING' && of.message && (
                <Notice tone={PUSH_STATE[standingOf(of)].tone} title={PUSH_STATE[standingOf(of)].label}>
                  {told(of.message)}
                </Notice>
              )}
              <Panel label="About">
                <Facts
                  of={[
                    { label: 'Goes to', value: `${of.object} in ${of.connection}` },
                    { label: 'Fields', value: of.fields.join(', ') },
                    { label: 'Purpose', value: of.purpose, aside: `consent for ${of.channel === 'any' ? 'every channel' : of.channel}${of.unknownAllowed ? ', or none known' : ''}` },
                    { label: 'Proposed', value: of.flow ? <Link to="/flows/$id" params={{ id: of.flow }}>{of.proposedName ?? of.proposedBy}</Link> : (of.proposedName ?? of.proposedBy), aside: <Time at={of.proposedAt} /> },
                    ...(of.decidedBy ? [{ label: 'Decided', value: of.decidedName ?? of.decidedBy, aside: <><Time at={of.decidedAt} />{of.note ? ` · ${of.note}` : ''}</> }] : []),
                    ...(of.undoneBy ? [{ label: of.undo === 'RUNNING' ? 'Being taken back' : 'Taken back', value: of.undoneName ?? of.undoneBy, aside: <Time at={of.undoneAt} /> }] : []),
                    ...(of.run ? [{ label: 'Flow run', value: <Link to="/runs/$id" params={{ id: of.run }}>see the run</Link> }] : []),
                  ]}
                />
              </Panel>
              <Rows of={of} />
            </Stack>
            {dialog}
          </>
        );
      }}
    </Loaded>
  );
}
