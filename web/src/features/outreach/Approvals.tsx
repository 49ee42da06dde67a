import { Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '@/ui/access';
import { IconChecklist, IconCircleCheck } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import { itemsOf, moreOf } from '@/ui/paged';
import { Time } from '@/ui/Time';
import { say, sayProblem } from '@/ui/toast';
import classes from './outreach.module.css';
import { openTasks, type OutreachTask, type Touch, useDecideText, useEndTask, waitingTexts } from './senders.api';

const KIND: Partial<Record<Touch['action'], string>> = { INVITE: 'Invitation', NOTED_INVITE: 'Invitation with a note', MESSAGE: 'Message', INMAIL: 'InMail', EMAIL: 'Mail' };

function One({ of }: { of: Touch }) {
  const [text, setText] = useState(of.text ?? '');
  const [subject, setSubject] = useState(of.subject ?? '');
  const changed = text !== (of.text ?? '') || subject !== (of.subject ?? '');
  const decide = useDecideText();
  const may = useMay()('outreach:run');
  const act = (what: 'approve' | 'refuse') => decide.mutate({ id: of.id, act: what, ...(text !== (of.text ?? '') ? { text } : {}), ...(subject !== (of.subject ?? '') ? { subject } : {}) }, { onSuccess: () => say(what === 'approve' ? 'It goes out.' : 'It does not go out; the lead is held.'), onError: sayProblem });
  return (
    <Panel
      title={
        <Link to="/outreach/leads/$id" params={{ id: of.lead }} className="link wrap">
          {of.name}
        </Link>
      }
      actions={
        <Text size="xs" c="dimmed">
          {KIND[of.action] ?? of.action} · step <span className="mono">{of.step}</span> · <Time at={of.decidedAt} />
        </Text>
      }
    >
      <Stack gap="sm">
        {of.subject != null && of.subject !== '' && <TextInput aria-label={`Subject to ${of.name}`} readOnly={!may} value={subject} onChange={(event) => setSubject(event.currentTarget.value)} />}
        <Textarea aria-label={`Text to ${of.name}`} autosize minRows={2} maxRows={14} readOnly={!may} value={text} onChange={(event) => setText(event.currentTarget.value)} />
        {may && (
          <Group gap="sm">
            <Button size="xs" loading={decide.isPending} onClick={() => act('approve')}>
              {changed ? 'Approve as changed' : 'Approve'}
            </Button>
            <Button size="xs" variant="default" loading={decide.isPending} onClick={() => act('refuse')}>
              Do not send
            </Button>
          </Group>
        )}
      </Stack>
    </Panel>
  );
}

export function Approvals() {
  const query = useInfiniteQuery(waitingTexts());
  return (
    <Loaded query={query} skeleton={<Lines rows={6} />}>
      {(data) => {
        const items = itemsOf(data);
        const more = moreOf(query);
        if (items.length === 0)
          return (
            <Panel label="Texts to approve">
              <Empty icon={IconCircleCheck} title="Nothing waits to be approved">
                Sequences that ask for it show each text here before it goes out.
              </Empty>
            </Panel>
          );
        return (
          <Stack gap="md">
            {items.map((touch) => (
              <One key={touch.id} of={touch} />
            ))}
            {more.has && (
              <Button variant="default" loading={more.loading} onClick={more.load}>
                Load more
              </Button>
            )}
          </Stack>
        );
      }}
    </Loaded>
  );
}

function TaskLine({ of }: { of: OutreachTask }) {
  const [note, setNote] = useState('');
  const end = useEndTask();
  const may = useMay()('outreach:run');
  const act = (what: 'done' | 'skip') => end.mutate({ id: of.id, act: what, note: note.trim() || undefined }, { onSuccess: () => say(what === 'done' ? 'Done.' : 'Skipped.'), onError: sayProblem });
  return (
    <li>
      <Text size="sm" fw={600} className="wrap" style={{ whiteSpace: 'pre-wrap' }}>
        {of.text}
      </Text>
      <Text size="xs" c="dimmed" className="wrap">
        for{' '}
        <Link to="/outreach/leads/$id" params={{ id: of.lead }} className="link">
          {of.name || 'a lead without a name'}
        </Link>{' '}
        · by {of.assignee || 'anybody'} · <Time at={of.createdAt} />
        {of.waits ? ' · the lead waits for it' : ''}
      </Text>
      {may && (
        <Group gap={8} mt={8}>
          <TextInput size="xs" aria-label={`What came of it, for ${of.name || 'the lead'}`} placeholder="What came of it" maxLength={1000} value={note} onChange={(event) => setNote(event.currentTarget.value)} style={{ flex: '1 1 180px', maxWidth: 420 }} />
          <Button size="xs" loading={end.isPending} onClick={() => act('done')}>
            Done
          </Button>
          <Button size="xs" variant="default" loading={end.isPending} onClick={() => act('skip')}>
            Skip
          </Button>
        </Group>
      )}
    </li>
  );
}

export function Tasks() {
  const query = useQuery(openTasks());
  return (
    <Loaded query={query} skeleton={<Lines rows={5} />}>
      {(data) => (
        <Panel label="Tasks">
          {data.length === 0 ? (
            <Empty icon={IconChecklist} title="No task is open">
              Steps of the kind “task” put what a person is to do here.
            </Empty>
          ) : (
            <ul className={classes.tasks}>
              {data.map((task) => (
                <TaskLine key={task.id} of={task} />
              ))}
            </ul>
          )}
        </Panel>
      )}
    </Loaded>
  );
}
