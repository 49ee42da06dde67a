import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { number } from '@/lib/format';
import { useMay } from '@/ui/access';
import { useConfirm } from '@/ui/Confirm';
import { IconBan, IconCircleCheck, IconCircleX, IconPower, IconRefresh, IconSettings, IconUserCheck } from '@/ui/icons';
import { Loaded } from '@/ui/Loaded';
import { Failed, Notice } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import { Tag, type Tone } from '@/ui/Tag';
import { Time } from '@/ui/Time';
import { say, sayProblem } from '@/ui/toast';
import classes from './outreach.module.css';
import { ACTION, SenderForm } from './SenderForm';
import { SenderLooks } from './SenderLooks';
import { PRODUCT } from './words';
import { consentText, type Sender, type Usage, useAgree, useSenderAct, useSignIn } from './senders.api';

const STATUS: Record<string, { label: string; tone: Tone }> = {
  OK: { label: 'Works', tone: 'good' },
  CONNECTING: { label: 'Connecting', tone: 'info' },
  CREDENTIALS: { label: 'Sign in again', tone: 'bad' },
  PERMISSIONS: { label: 'Lacks permission', tone: 'bad' },
  STOPPED: { label: 'Stopped', tone: 'bad' },
  ERROR: { label: 'Error', tone: 'bad' },
  DELETED: { label: 'Gone', tone: 'bad' },
  UNKNOWN: { label: 'Not known', tone: 'idle' },
};

const STOPPED = { label: 'Stopped', tone: 'bad' as Tone };
const REFUSED = { label: 'Refused', tone: 'bad' as Tone };

function Used({ of }: { of: Usage }) {
  const part = of.cap > 0 ? Math.min(1, of.today / of.cap) : 1;
  return (
    <div>
      <Group justify="space-between" gap={8} wrap="nowrap">
        <Text size="xs">{ACTION[of.action]}</Text>
        <Text size="xs" c="dimmed" className="nowrap">
          {number(of.today)} of {number(of.cap)} today · {of.weekCap == null ? `${number(of.week)} in 7 days` : `${number(of.week)} of ${number(of.weekCap)} in 7 days`}
        </Text>
      </Group>
      <div className={classes.bars} style={{ height: 6 }} role="meter" aria-label={`${ACTION[of.action]} today`} aria-valuenow={of.today} aria-valuemin={0} aria-valuemax={of.cap}>
        <div className="bar-move" style={{ width: `${part * 100}%`, background: part < 0.85 ? 'var(--bar-SENDING)' : 'var(--bar-BLOCKED)' }} />
      </div>
      {of.pausedUntil && (
        <Text size="xs" c="orange.9" mt={2}>
          Paused until <Time at={of.pausedUntil} />
          {of.pausedFor ? `: ${of.pausedFor}` : ''}
        </Text>
      )}
    </div>
  );
}

function InMails({ of }: { of: NonNullable<Sender['inmails']> }) {
  if (of.products.length === 0) {
    return (
      <Text size="xs" c="dimmed">
        It has no product that sends InMails.
      </Text>
    );
  }
  return (
    <Text size="xs" c="dimmed" className="wrap">
      InMails through{' '}
      {of.products
        .map((product) => {
          const left = of.credits[product];
          return `${PRODUCT[product] ?? product} (${left == null ? 'credits not told' : left === 0 ? 'no credits left' : `${number(left)} left`})`;
        })
        .join(', ')}
      {of.open > 0 ? `; ${number(of.open)} of ${number(of.openCap)} to open profiles in 31 days` : ''}
      {of.lookedAt ? (
        <>
          , as asked <Time at={of.lookedAt} />
        </>
      ) : null}
    </Text>
  );
}

function Agreeing({ of, close }: { of: Sender; close: () => void }) {
  const query = useQuery(consentText(of.id));
  const agree = useAgree(of.id);
  const [read, setRead] = useState(false);
  return (
    <Modal opened onClose={close} title="Before anything goes out" size="lg">
      <Loaded query={query}>
        {(data) => (
          <Stack gap="md">
            {agree.error ? <Failed error={agree.error} /> : null}
            <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
              {data.text}
            </Text>
            <Checkbox checked={read} onChange={(event) => setRead(event.currentTarget.checked)} label="I have read this, and it is my account" />
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                Not now
              </Button>
              <Button
                disabled={!read}
                loading={agree.isPending}
                onClick={() =>
                  agree.mutate(true, {
                    onSuccess: () => {
                      say('You agreed. Messages may go out from the account.');
                      close();
                    },
                  })
                }
              >
                I agree
              </Button>
            </Group>
          </Stack>
        )}
      </Loaded>
    </Modal>
  );
}

/** An account: how it is, what it used of its limits, and its switches. */
export function SenderCard({ of }: { of: Sender }) {
  const may = useMay();
  const act = useSenderAct(of.id);
  const signIn = useSignIn(of.id);
  const agree = useAgree(of.id);
  const { ask, dialog } = useConfirm();
  const [open, setOpen] = useState<'settings' | 'consent'>();
  // what stopped it here says more than that the service calls it well
  const look = of.refused ? STOPPED : of.barred && of.status === 'OK' ? REFUSED : (STATUS[of.status] ?? { label: of.status, tone: 'idle' as Tone });
  const worst = of.health.factors[0];
  const run = (what: Parameters<typeof act.mutate>[0], word: string) => act.mutate(what, { onSuccess: () => say(word), onError: sayProblem });
  return (
    <Panel
      title={of.name}
      actions={
        <Group gap={6}>
          <Tag tone={look.tone} icon={look.tone === 'good' ? IconCircleCheck : IconCircleX} title={of.statusWord ?? undefined}>
            {look.label}
          </Tag>
          {of.killed && (
            <Tag tone="bad" icon={IconBan}>
              Off
            </Tag>
          )}
        </Group>
      }
    >
      {dialog}
      <Stack gap="sm">
        <Text size="sm" c="dimmed" className="wrap">
          {of.channel === 'LINKEDIN' ? 'LinkedIn' : 'E-mail'}
          {of.tier ? `, ${of.tier.toLowerCase().replace('_', ' ')}` : ''} · {of.zone}
          {of.country ? ` · ${of.country}` : ''}
          {of.team ? ` · team ${of.team}` : ''}
          {of.connections ? ` · ${number(of.connections)} connections` : ''}
        </Text>
        {of.killed && <Notice tone="bad">{of.killed}</Notice>}
        {of.refused && (
          <Notice tone="bad" title="An error nobody knows stopped it" after={may('outreach:run') && <Button size="xs" onClick={() => run({ act: 'go-on' }, 'It goes on.')}>Let it go on</Button>}>
            <span className="mono wrap" style={{ display: 'block', maxHeight: 160, overflow: 'auto' }}>{of.refused}</span>
          </Notice>
        )}
        {of.barred && (
          <Notice
            tone="bad"
            title="Its last call was refused"
            after={
              may('outreach:run') && (
                <Group gap="xs">
                  {of.status === 'OK' && (
                    <Button size="xs" loading={signIn.isPending} onClick={() => signIn.mutate(undefined, { onSuccess: (there) => window.location.assign(there.url), onError: sayProblem })}>
                      Sign in again
                    </Button>
                  )}
                  <Button size="xs" variant="default" onClick={() => run({ act: 'go-on' }, 'It goes on.')}>
                    Let it go on
                  </Button>
                </Group>
              )
            }
          >
            {of.barred}
          </Notice>
        )}
        {of.misconfigured && (
          <Notice tone="bad" title="An administrator has to mend this" after={may('outreach:run') && <Button size="xs" variant="default" onClick={() => run({ act: 'go-on' }, 'It goes on.')}>It is mended</Button>}>
            {of.misconfigured}
          </Notice>
        )}
        {!of.consentedAt && (
          <Notice tone="warn" title="Its owner has not agreed" after={<Button size="xs" leftSection={<IconUserCheck size={15} />} onClick={() => setOpen('consent')}>Read and agree</Button>}>
            Nothing goes out from it before.
          </Notice>
        )}
        {['CREDENTIALS', 'PERMISSIONS'].includes(of.status) && may('outreach:run') && (
          <Button size="xs" style={{ alignSelf: 'flex-start' }} loading={signIn.isPending} onClick={() => signIn.mutate(undefined, { onSuccess: (there) => window.location.assign(there.url), onError: sayProblem })}>
            Sign in again
          </Button>
        )}
        {['STOPPED', 'ERROR'].includes(of.status) && may('outreach:run') && (
          <Button size="xs" variant="default" style={{ alignSelf: 'flex-start' }} loading={act.isPending} onClick={() => run({ act: 'restart' }, 'The service was asked to start its work again.')}>
            Start it again
          </Button>
        )}
        <div>
          <Group justify="space-between" gap={8}>
            <Text size="sm" fw={600}>
              Health {of.health.percent} %
            </Text>
            {of.channel === 'LINKEDIN' && (
              <Text size="xs" c="dimmed">
                {number(of.pending)} of {number(of.pendingCap)} invitations wait
              </Text>
            )}
          </Group>
          {worst && worst.percent < 100 && (
            <Text size="xs" c="dimmed" className="wrap">
              {worst.reason}
            </Text>
          )}
          <details>
            <summary style={{ fontSize: 12.5, cursor: 'pointer', marginTop: 4 }}>All factors; the lowest counts</summary>
            <ul style={{ margin: '4px 0 0', paddingLeft: 18, fontSize: 12.5 }}>
              {of.health.factors.map((factor) => (
                <li key={factor.name}>
                  {factor.percent} %: {factor.reason}
                </li>
              ))}
            </ul>
          </details>
        </div>
        <Stack gap={7}>
          {of.usage.map((usage) => (
            <Used key={usage.action} of={usage} />
          ))}
          {of.notesCap != null && (
            <Text size="xs" c="dimmed">
              {number(of.notesThisMonth)} of {number(of.notesCap)} noted invitations in 31 days
            </Text>
          )}
        </Stack>
        {of.inmails && <InMails of={of.inmails} />}
        <SenderLooks id={of.id} mail={of.channel === 'EMAIL'} />
        <Group gap={6}>
          {may('outreach:write') && (
            <Button size="compact-sm" variant="default" leftSection={<IconSettings size={15} />} onClick={() => setOpen('settings')}>
              Settings
            </Button>
          )}
          {may('outreach:run') && of.channel === 'LINKEDIN' && (
            <Button size="compact-sm" variant="default" leftSection={<IconRefresh size={15} />} loading={act.isPending} onClick={() => run({ act: 'scan' }, 'Its connections are looked through now.')}>
              Look for connections now
            </Button>
          )}
          {may('outreach:run') &&
            (of.killed ? (
              <Button size="compact-sm" variant="default" leftSection={<IconPower size={15} />} onClick={() => run({ act: 'revive' }, 'It is on again.')}>
                Switch on
              </Button>
            ) : (
              <Button size="compact-sm" variant="default" color="red" leftSection={<IconPower size={15} />} onClick={() => ask({ title: `Switch “${of.name}” off?`, text: 'Nothing goes out from it, from before the next message on. Its leads wait.', yes: 'Switch off', danger: true, act: () => run({ act: 'kill', why: 'Switched off by hand' }, 'It is off.') })}>
                Switch off
              </Button>
            ))}
          {of.consentedAt && (
            <Button size="compact-sm" variant="subtle" color="gray" onClick={() => ask({ title: 'Take the agreement back?', text: 'Nothing goes out from the account any more.', yes: 'Take it back', danger: true, act: () => agree.mutate(false, { onError: sayProblem }) })}>
              <span>
                Agreed <Time at={of.consentedAt} />
              </span>
            </Button>
          )}
        </Group>
      </Stack>
      {open === 'settings' && <SenderForm of={of} close={() => setOpen(undefined)} />}
      {open === 'consent' && <Agreeing of={of} close={() => setOpen(undefined)} />}
    </Panel>
  );
}
