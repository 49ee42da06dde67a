import { Button, Code, Group, Stack, Text, TextInput } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '@/ui/access';
import { useConfirm } from '@/ui/Confirm';
import { Facts } from '@/ui/Facts';
import { Following } from '@/ui/Following';
import { IconBulb, IconChevronRight, IconPlayerPause, IconPlayerPlay, IconRefresh, IconTimeline, IconX } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty, Notice } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { itemsOf, moreOf } from '@/ui/paged';
import { Time } from '@/ui/Time';
import { say, sayProblem } from '@/ui/toast';
import { type Lead, lead as leadQuery, type LeadAct, story, useLeadAct, useSetFields, why } from './leads.api';
import { sequence } from './sequences.api';
import { senders } from './senders.api';
import { LeadStateTag } from './StateTags';
import { LEAD_STATE } from './words';

const route = getRouteApi('/shell/outreach/leads/$id');

function Why({ id }: { id: string }) {
  const query = useQuery(why(id));
  return (
    <Panel title="Why it is where it is">
      <Loaded query={query} skeleton={<Lines rows={2} />}>
        {(data) => (
          <Notice tone={data.blocker && !data.nextAt ? 'warn' : 'info'} title={data.sentence}>
            {data.nextAt && (
              <>
                It goes on <Time at={data.nextAt} />.{' '}
              </>
            )}
            {data.unblocks && <>What makes it go on: {data.unblocks}</>}
          </Notice>
        )}
      </Loaded>
    </Panel>
  );
}

function Happened({ id }: { id: string }) {
  const query = useInfiniteQuery(story(id));
  return (
    <Panel title="Its story">
      <Loaded query={query} skeleton={<Lines rows={8} />}>
        {(data) => {
          const items = itemsOf(data);
          const more = moreOf(query);
          if (items.length === 0) return <Empty icon={IconTimeline} title="Nothing has happened yet" />;
          return (
            <>
              <Stack gap="md" component="ol" style={{ margin: 0, paddingLeft: 0, listStyle: 'none' }}>
                {items.map((line) => (
                  <li key={line.id}>
                    <Group gap={8}>
                      <Text size="sm" fw={600} span className="wrap">
                        {line.note}
                      </Text>
                      {line.to && line.to !== line.from && <LeadStateTag state={line.to} />}
                    </Group>
                    <Text size="xs" c="dimmed">
                      <Time at={line.at} /> · {line.who}
                      {line.step ? ` · step ${line.step}${line.variant ? `, ${line.variant}` : ''}` : ''}
                    </Text>
                    {Object.keys(line.evidence).length > 0 && (
                      <details>
                        <summary style={{ fontSize: 12.5, cursor: 'pointer' }}>What it was read from</summary>
                        <Code block fz="xs" className="wrap">
                          {JSON.stringify(line.evidence, null, 2)}
                        </Code>
                      </details>
                    )}
                  </li>
                ))}
              </Stack>
              {more.has && (
                <Button variant="default" size="xs" mt="md" loading={more.loading} onClick={more.load}>
                  Earlier
                </Button>
              )}
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}

function Actions({ of }: { of: Lead }) {
  const act = useLeadAct(of.id);
  const may = useMay();
  const { ask, dialog } = useConfirm();
  const follows = of.person && (of.state === 'REPLIED' || of.state === 'COMPLETED') && <Following person={of.person} />;
  if (!may('outreach:run')) return <>{follows}</>;
  const run = (what: LeadAct, word: string) => act.mutate(what, { onSuccess: () => say(word), onError: sayProblem });
  return (
    <>
      {dialog}
      {follows}
      {!of.endedAt && of.state !== 'PAUSED' && (
        <Button variant="default" leftSection={<IconPlayerPause size={17} />} onClick={() => run('pause', 'It is held.')}>
          Hold
        </Button>
      )}
      {of.state === 'PAUSED' && (
        <Button leftSection={<IconPlayerPlay size={17} />} onClick={() => run('resume', 'It goes on.')}>
          Let it go on
        </Button>
      )}
      {(of.state === 'FAILED' || of.state === 'NEEDS_DATA' || of.blocker === 'CONTENT' || of.blocker === 'UNHEARD_OF') && (
        <Button leftSection={<IconRefresh size={17} />} onClick={() => run('retry', 'It is tried again.')}>
          Try again
        </Button>
      )}
      {!of.endedAt && (
        <Button variant="default" color="red" leftSection={<IconX size={17} />} onClick={() => ask({ title: `Take ${of.name || 'this lead'} out?`, text: 'Nothing more is sent to them by this sequence.', yes: 'Take out', danger: true, act: () => run('stop', 'It is taken out.') })}>
          Take out
        </Button>
      )}
    </>
  );
}

/** Values that a text waits for. */
function Missing({ of }: { of: Lead }) {
  const [name, setName] = useState(/“([a-z0-9_]+)”/.exec(of.blockerNote ?? '')?.[1] ?? 'first_name');
  const [value, setValue] = useState('');
  const saving = useSetFields(of.id);
  if (!useMay()('outreach:run')) return null;
  return (
    <Panel title="Give what is missing">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          saving.mutate({ [name]: value.trim() }, { onSuccess: () => say('It goes on with this.'), onError: sayProblem });
        }}
      >
        <Group align="flex-end" gap="sm">
          <TextInput label="Value of" value={name} onChange={(event) => setName(event.currentTarget.value)} classNames={{ input: 'mono' }} />
          <TextInput label="is" value={value} onChange={(event) => setValue(event.currentTarget.value)} style={{ flex: 1, minWidth: 160 }} />
          <Button type="submit" disabled={!value.trim() || !name.trim()} loading={saving.isPending}>
            Save
          </Button>
        </Group>
      </form>
    </Panel>
  );
}

function About({ of }: { of: Lead }) {
  const inSequence = useQuery(sequence(of.sequence));
  const accounts = useQuery(senders());
  const name = (id: string | null | undefined) => accounts.data?.items.find((sender) => sender.id === id)?.name ?? 'nobody yet';
  return (
    <Panel title="The lead">
      <Facts
        of={[
          {
            label: 'Sequence',
            value: (
              <Link to="/outreach/sequences/$id" params={{ id: of.sequence }} className="link wrap">
                {inSequence.data?.sequence.name ?? '…'}
              </Link>
            ),
            aside: `version ${of.version}`,
          },
          { label: 'Step', value: <span className="mono">{of.step ?? 'past the last'}</span> },
          { label: 'Company', value: <span className="wrap">{of.company || '–'}</span> },
          { label: 'E-mail', value: <span className="wrap">{of.email ?? '–'}</span> },
          { label: 'LinkedIn', value: <span className="wrap">{of.linkedin ?? '–'}</span> },
          { label: 'Writes from', value: name(of.sender ?? of.mailSender) },
          { label: 'Time zone', value: of.zone ?? 'not known' },
          { label: 'Entered', value: <Time at={of.enteredAt} /> },
          { label: 'Invited', value: <Time at={of.invitedAt} /> },
          { label: 'Connected', value: <Time at={of.connectedAt} /> },
          { label: 'Replied', value: <Time at={of.repliedAt} /> },
        ]}
      />
      {of.person && (
        <Text size="sm" mt="md">
          <Link to="/customers/people/$id" params={{ id: of.person }} className="link">
            Their page among the customers
          </Link>
        </Text>
      )}
      {Object.keys(of.fields).length > 0 && (
        <details style={{ marginTop: 12 }}>
          <summary style={{ cursor: 'pointer', fontSize: 13 }}>All values that texts may use</summary>
          <dl style={{ margin: '6px 0 0', fontSize: 13 }}>
            {Object.entries(of.fields).map(([field, value]) => (
              <div key={field} className="wrap">
                <b className="mono">{field}</b>: {value}
              </div>
            ))}
          </dl>
        </details>
      )}
    </Panel>
  );
}

export default function LeadPage() {
  const { id } = route.useParams();
  const query = useQuery(leadQuery(id));
  return (
    <Loaded query={query} skeleton={<Lines rows={10} height={24} />}>
      {(data) => (
        <>
          <PageHead
            title={data.name || data.linkedin || data.email || 'Nameless'}
            lead={data.reason ? `${LEAD_STATE[data.state]?.means ?? ''} ${data.reason}` : LEAD_STATE[data.state]?.means}
            above={
              <>
                <Link to="/outreach/leads">Leads</Link>
                <IconChevronRight size={13} aria-hidden />
              </>
            }
            beside={<LeadStateTag state={data.state} />}
            actions={<Actions of={data} />}
          />
          <Stack gap="md">
            {!data.endedAt && <Why id={id} />}
            {data.state === 'PENDING_VERIFY' && (
              <Notice tone="odd" title="Nothing is sent to them until it is known">
                <IconBulb size={14} aria-hidden /> The profile, the sent invitations and the chat are read to see what happened.
              </Notice>
            )}
            {data.state === 'NEEDS_DATA' && <Missing of={data} />}
            <About of={data} />
            <Happened id={id} />
          </Stack>
        </>
      )}
    </Loaded>
  );
}
