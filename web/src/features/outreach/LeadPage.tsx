import { Button, Group, Menu, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Fragment, type ReactNode, useState } from 'react';
import { useMay } from '@/ui/access';
import { useConfirm } from '@/ui/Confirm';
import { Following } from '@/ui/Following';
import { IconChevronRight, IconDots, IconPlayerPause, IconPlayerPlay, IconRefresh, IconRoute, IconSearch, IconUserCheck, IconX } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Failed, Notice } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { Time } from '@/ui/Time';
import { say, sayProblem } from '@/ui/toast';
import { type Lead, lead as leadQuery, type LeadAct, useLeadAct, useSetFields, why } from './leads.api';
import { LeadStory } from './LeadStory';
import classes from './outreach.module.css';
import { sequence, versionOf } from './sequences.api';
import { senders } from './senders.api';
import { LeadStateTag } from './StateTags';
import { LEAD_STATE, STEP } from './words';

const route = getRouteApi('/shell/outreach/leads/$id');
const WHEN = { invitedAt: 'Invited', connectedAt: 'Connected', repliedAt: 'Replied', endedAt: 'Ended' } as const;

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

/** Sends a lead to a step of its version, such as one back. */
function ToStep({ of, close }: { of: Lead; close: () => void }) {
  const query = useQuery(versionOf(of.sequence, of.version));
  const [step, setStep] = useState<string | null>(null);
  const act = useLeadAct(of.id);
  return (
    <Modal opened onClose={close} title="Go to a step" size="md">
      <Loaded query={query}>
        {(data) => (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (step)
                act.mutate(
                  { act: 'move', step },
                  {
                    onSuccess: () => {
                      say(`It goes on at “${step}”.`);
                      close();
                    },
                  },
                );
            }}
          >
            <Stack gap="sm">
              {act.error ? <Failed error={act.error} /> : null}
              <Select label="Step" description="Not one by which something was sent to them: nothing is sent twice." data={data.document.steps.map((one) => ({ value: one.id, label: `${one.id} (${STEP[one.type].label.toLowerCase()})` }))} value={step} onChange={setStep} />
              <Group justify="flex-end">
                <Button variant="default" onClick={close}>
                  Cancel
                </Button>
                <Button type="submit" disabled={!step} loading={act.isPending}>
                  Go there
                </Button>
              </Group>
            </Stack>
          </form>
        )}
      </Loaded>
    </Modal>
  );
}

function Actions({ of }: { of: Lead }) {
  const act = useLeadAct(of.id);
  const may = useMay();
  const { ask, dialog } = useConfirm();
  const [moving, setMoving] = useState(false);
  const follows = of.person && (of.state === 'REPLIED' || of.state === 'COMPLETED') && <Following person={of.person} />;
  if (!may('outreach:run')) return <>{follows}</>;
  const run = (what: LeadAct, word: string) => act.mutate({ act: what }, { onSuccess: () => say(word), onError: sayProblem });
  return (
    <>
      {dialog}
      {follows}
      {(of.state === 'FAILED' || of.state === 'NEEDS_DATA' || of.blocker === 'CONTENT' || of.blocker === 'UNHEARD_OF') && (
        <Button leftSection={<IconRefresh size={17} />} loading={act.isPending} onClick={() => run('retry', 'It is tried again.')}>
          Try again
        </Button>
      )}
      {of.state === 'PAUSED' && (
        <Button leftSection={<IconPlayerPlay size={17} />} loading={act.isPending} onClick={() => run('resume', 'It goes on.')}>
          Let it go on
        </Button>
      )}
      {!of.endedAt && of.state !== 'PAUSED' && (
        <Button variant="default" leftSection={<IconPlayerPause size={17} />} loading={act.isPending} onClick={() => run('pause', 'It is held.')}>
          Hold
        </Button>
      )}
      {(!of.endedAt || of.state === 'FAILED') && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" px={10} aria-label="More">
              <IconDots size={18} />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconSearch size={16} />} onClick={() => run('recheck', 'It is looked up before anything else.')}>
              Look up how they stand
            </Menu.Item>
            {!of.invitedAt && !of.connectedAt && of.linkedin && (
              <Menu.Item leftSection={<IconUserCheck size={16} />} onClick={() => run('invited', 'The invitation counts as sent.')}>
                They were invited by hand
              </Menu.Item>
            )}
            {!of.endedAt && (
              <Menu.Item leftSection={<IconRefresh size={16} />} onClick={() => run('repair', 'It is looked at now.')}>
                Let go of it and look now
              </Menu.Item>
            )}
            <Menu.Item leftSection={<IconRoute size={16} />} onClick={() => setMoving(true)}>
              Go to a step…
            </Menu.Item>
            {!of.endedAt && (
              <Menu.Item color="red" leftSection={<IconX size={16} />} onClick={() => ask({ title: `Take ${of.name || 'this lead'} out?`, text: 'Nothing more is sent to them by this sequence.', yes: 'Take out', danger: true, act: () => run('stop', 'It is taken out.') })}>
                Take out
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      {moving && <ToStep of={of} close={() => setMoving(false)} />}
    </>
  );
}

/** The names that a blocker's note says are missing; the first name where it names none. */
function missingOf(note: string | null | undefined): string[] {
  const list = /missing: ([a-z0-9_, ]+)/.exec(note ?? '')?.[1]?.split(',') ?? [...(note ?? '').matchAll(/“([a-z0-9_]+)”/g)].map((found) => found[1] ?? '');
  const names = list.map((name) => name.trim()).filter(Boolean);
  return names.length > 0 ? names : ['first_name'];
}

/** Values that a text waits for. */
function Missing({ of }: { of: Lead }) {
  const names = missingOf(of.blockerNote);
  const [values, setValues] = useState<Record<string, string>>({});
  const saving = useSetFields(of.id);
  if (!useMay()('outreach:run')) return null;
  const given = Object.fromEntries(names.map((name) => [name, values[name]?.trim() ?? '']).filter(([, value]) => value));
  return (
    <Panel title="Give what is missing">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          saving.mutate(given, { onSuccess: () => say('It goes on with this.'), onError: sayProblem });
        }}
      >
        <Group align="flex-end" gap="sm">
          {names.map((name) => (
            <TextInput key={name} label={<span className="mono">{name}</span>} value={values[name] ?? ''} onChange={(event) => setValues({ ...values, [name]: event.currentTarget.value })} style={{ flex: '1 1 180px', maxWidth: 360 }} />
          ))}
          <Button type="submit" disabled={Object.keys(given).length === 0} loading={saving.isPending}>
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
  const facts: [string, ReactNode][] = [
    [
      'Sequence',
      <Fragment key="sequence">
        <Link to="/outreach/sequences/$id" params={{ id: of.sequence }} className="link wrap">
          {inSequence.data?.sequence.name ?? '…'}
        </Link>{' '}
        <Text size="xs" c="dimmed" span>
          version {of.version}
        </Text>
      </Fragment>,
    ],
    ['Step', of.step ? <span className="mono">{of.step}</span> : 'past the last'],
    ['Company', of.company || '–'],
    ['E-mail', of.email ?? '–'],
    [
      'LinkedIn',
      of.linkedin ? (
        <a key="linkedin" className="link" href={`https://www.linkedin.com/in/${encodeURIComponent(of.linkedin)}`} target="_blank" rel="noreferrer">
          {of.linkedin}
        </a>
      ) : (
        '–'
      ),
    ],
    ['Writes from', name(of.sender ?? of.mailSender)],
    ['Time zone', of.zone ?? 'not known'],
    ['Entered', <Time key="entered" at={of.enteredAt} />],
    ...(['invitedAt', 'connectedAt', 'repliedAt', 'endedAt'] as const).flatMap((when): [string, ReactNode][] => (of[when] ? [[WHEN[when], <Time key={when} at={of[when]} />]] : [])),
  ];
  return (
    <Panel title="The lead">
      <dl className={classes.evidence} style={{ gap: '8px 14px', fontSize: 14 }}>
        {facts.map(([label, value]) => (
          <div key={label} style={{ display: 'contents' }}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
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
          <dl className={classes.evidence}>
            {Object.entries(of.fields).map(([field, value]) => (
              <div key={field} style={{ display: 'contents' }}>
                <dt className="mono">{field}</dt>
                <dd>{value}</dd>
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
          <div className={classes.two}>
            <Stack gap="md">
              {!data.endedAt && <Why id={id} />}
              {data.state === 'PENDING_VERIFY' && (
                <Notice tone="odd" title="Nothing is sent to them until it is known">
                  The profile, the sent invitations and the chat are read to see what happened.
                </Notice>
              )}
              {data.state === 'NEEDS_DATA' && <Missing of={data} />}
              <Panel title="Their story">
                <LeadStory id={id} />
              </Panel>
            </Stack>
            <About of={data} />
          </div>
        </>
      )}
    </Loaded>
  );
}
