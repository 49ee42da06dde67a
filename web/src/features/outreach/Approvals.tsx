import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
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
import { ACTION } from './SenderForm';
import { openTasks, type Touch, useDecideText, useEndTask, waitingTexts } from './senders.api';

function One({ of }: { of: Touch }) {
  const [text, setText] = useState(of.text ?? '');
  const decide = useDecideText();
  const may = useMay()('outreach:run');
  const act = (what: 'approve' | 'refuse') => decide.mutate({ id: of.id, act: what, ...(text !== of.text ? { text } : {}) }, { onSuccess: () => say(what === 'approve' ? 'It goes out.' : 'It does not go out; the lead is held.'), onError: sayProblem });
  return (
    <Panel
      title={
        <Link to="/outreach/leads/$id" params={{ id: of.lead }} className="link wrap">
          {of.name}
        </Link>
      }
      actions={
        <Text size="xs" c="dimmed">
          {ACTION[of.action]} · step {of.step} · <Time at={of.decidedAt} />
        </Text>
      }
    >
      <Stack gap="sm">
        {of.subject && <b className="wrap">{of.subject}</b>}
        <Textarea aria-label={`Text to ${of.name}`} autosize minRows={2} maxRows={14} readOnly={!may} value={text} onChange={(event) => setText(event.currentTarget.value)} />
        {may && (
          <Group gap="sm">
            <Button size="xs" loading={decide.isPending} onClick={() => act('approve')}>
              {text === of.text ? 'Approve' : 'Approve as changed'}
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

export function Tasks() {
  const query = useQuery(openTasks());
  const done = useEndTask();
  const may = useMay()('outreach:run');
  return (
    <Loaded query={query} skeleton={<Lines rows={5} />}>
      {(data) => (
        <Panel label="Tasks">
          {data.length === 0 ? (
            <Empty icon={IconChecklist} title="No task is open">
              Steps of the kind “task” put what a person is to do here.
            </Empty>
          ) : (
            <Stack gap="md">
              {data.map((task) => (
                <Group key={task.id} justify="space-between" align="flex-start" wrap="nowrap">
                  <div>
                    <Text size="sm" className="wrap">
                      {task.text}
                    </Text>
                    <Text size="xs" c="dimmed">
                      <Link to="/outreach/leads/$id" params={{ id: task.lead }} className="link">
                        the lead
                      </Link>{' '}
                      · {task.assignee || 'anybody'} · <Time at={task.createdAt} />
                      {task.waits ? ' · the lead waits for it' : ''}
                    </Text>
                  </div>
                  {may && (
                    <Group gap={6} wrap="nowrap">
                      <Button size="compact-sm" onClick={() => done.mutate({ id: task.id, act: 'done' }, { onSuccess: () => say('Done.'), onError: sayProblem })}>
                        Done
                      </Button>
                      <Button size="compact-sm" variant="default" onClick={() => done.mutate({ id: task.id, act: 'skip' }, { onSuccess: () => say('Skipped.'), onError: sayProblem })}>
                        Skip
                      </Button>
                    </Group>
                  )}
                </Group>
              ))}
            </Stack>
          )}
        </Panel>
      )}
    </Loaded>
  );
}
