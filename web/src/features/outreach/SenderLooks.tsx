import { Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { count, number } from '@/lib/format';
import { Lines, Loaded } from '@/ui/Loaded';
import { Tag } from '@/ui/Tag';
import { Time } from '@/ui/Time';
import classes from './outreach.module.css';
import { type LastLook, looks } from './senders.api';
import { LOOK_KIND, LOOK_STOP, spanOf } from './looks.words';

function Line({ of }: { of: LastLook }) {
  const stop = of.stop ? LOOK_STOP[of.stop] : undefined;
  return (
    <li>
      <Group gap={8} justify="space-between">
        <Text size="xs" fw={600}>
          {LOOK_KIND[of.kind] ?? of.kind}
        </Text>
        {of.stop ? <Tag tone={of.complete ? 'good' : (stop?.tone ?? 'idle')}>{stop?.label ?? of.stop}</Tag> : <Tag tone="info">{of.endedAt ? 'Cut off' : 'Runs'}</Tag>}
      </Group>
      <Text size="xs" c="dimmed" className="wrap">
        <Time at={of.startedAt} />: {count(of.pages, 'page', 'pages')}, {count(of.items, 'row', 'rows')}, {number(of.fresh)} new
        {of.matched > 0 ? `, ${count(of.matched, 'lead', 'leads')} moved` : ''}. {of.complete ? 'All was read.' : (stop?.means ?? '')}
        {of.detail ? ` ${of.detail}` : ''}
      </Text>
    </li>
  );
}

/** How an account was looked at last, and what may be concluded from that. */
export function SenderLooks({ id, mail }: { id: string; mail: boolean }) {
  const [open, setOpen] = useState(false);
  const query = useQuery({ ...looks(id), enabled: open });
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={classes.summary}>{mail ? 'How its mails are read' : 'How its connections are looked at'}</summary>
      {open && (
        <Loaded query={query} skeleton={<Lines rows={3} />}>
          {(data) => (
            <Stack gap={8} mt={6}>
              <Text size="xs">
                {data.wantedAt ? 'Asked for now. ' : ''}
                {!mail && data.nextAt ? (
                  <>
                    Next look <Time at={data.nextAt} />.{' '}
                  </>
                ) : null}
                {data.messagesAt ? (
                  <>
                    {mail ? 'Mails' : 'Messages'} <Time at={data.messagesAt} />.
                  </>
                ) : null}
              </Text>
              {!mail && (
                <Text size="xs" className="wrap">
                  {data.completeAt ? (
                    <>
                      Everything was read <Time at={data.completeAt} />.{' '}
                    </>
                  ) : null}
                  {data.negative}
                  {data.waiting > 0 ? ` ${count(data.waiting, 'lead waits', 'leads wait')} for an answer.` : ''}
                </Text>
              )}
              {data.lagHalf != null && data.lagMost != null && (
                <Text size="xs" c="dimmed">
                  Half of the last {number(data.lagOf)} new connections were seen within {spanOf(data.lagHalf)}, 95 of 100 within {spanOf(data.lagMost)}.
                </Text>
              )}
              {data.last.length === 0 ? (
                <Text size="xs" c="dimmed">
                  It was not looked at yet.
                </Text>
              ) : (
                <ul className={classes.looks}>
                  {data.last.map((look) => (
                    <Line key={look.kind} of={look} />
                  ))}
                </ul>
              )}
            </Stack>
          )}
        </Loaded>
      )}
    </details>
  );
}
