import { Button, Drawer, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { champion, type Champion, type ChampionMove, type ChampionSign, type ChampionStory, useDecide, useLookNow, useUndoMove, useUnfollow } from '@/api/champions';
import { useMay } from '@/ui/access';
import { useConfirm } from '@/ui/Confirm';
import { Facts } from '@/ui/Facts';
import { IconArrowBackUp, IconArrowRight, IconCheck, IconCircleMinus, IconCirclePlus, IconEye, IconUserOff, IconX } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Failed, Notice } from '@/ui/Notice';
import { Time } from '@/ui/Time';
import { say, sayProblem } from '@/ui/toast';
import { OUTCOME, sorted, VERDICT, wayOf } from './champions.words';
import { VerdictTag } from './VerdictTag';

const MARK = { FOR: { icon: IconCirclePlus, color: 'var(--good)', label: 'for a move' }, AGAINST: { icon: IconCircleMinus, color: 'var(--bad)', label: 'against it' }, NEITHER: { icon: IconEye, color: 'var(--idle)', label: 'says neither' } } as const;

/** What the verdict was read from. */
export function Signs({ of }: { of: ChampionSign[] }) {
  if (of.length === 0) return <Text size="sm" c="dimmed">Nothing was seen yet.</Text>;
  return (
    <ul style={{ margin: 0, padding: 0, listStyle: 'none', display: 'grid', gap: 6 }}>
      {sorted(of).map((sign) => {
        const look = MARK[sign.says];
        const Symbol = look.icon;
        return (
          <li key={sign.kind} style={{ display: 'grid', gridTemplateColumns: '18px minmax(0, 1fr)', gap: 8, alignItems: 'start' }}>
            <Symbol size={16} color={look.color} style={{ marginTop: 2 }} aria-label={look.label} />
            <Text size="sm" className="wrap">
              {sign.text}
              {sign.at && (
                <Text size="xs" c="dimmed" span>
                  {' '}
                  <Time at={sign.at} />
                </Text>
              )}
            </Text>
          </li>
        );
      })}
    </ul>
  );
}

/** A person says what is so. */
function Deciding({ of }: { of: Champion }) {
  const [company, setCompany] = useState(of.newCompany ?? '');
  const [title, setTitle] = useState(of.newTitle ?? '');
  const [email, setEmail] = useState(of.newEmail ?? '');
  const decide = useDecide();
  return (
    <Notice tone="warn" title={`Did ${of.name} leave ${of.company || 'where we knew them'}?`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          decide.mutate({ id: of.id, verdict: 'MOVED', company: company.trim(), title: title.trim(), email: email.trim() }, { onSuccess: () => say('Both records are linked, and the old one is tagged.') });
        }}
      >
        <Stack gap="xs" mt={6}>
          {of.note && !of.note.startsWith('Looked by') && <Text size="sm">{of.note}</Text>}
          {decide.error ? <Failed error={decide.error} /> : null}
          <TextInput label="They work at" required value={company} onChange={(event) => setCompany(event.currentTarget.value)} />
          <Group grow gap="xs" align="flex-start">
            <TextInput label="as" value={title} onChange={(event) => setTitle(event.currentTarget.value)} />
            <TextInput label="E-mail there" type="email" value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
          </Group>
          <Group gap="xs">
            <Button type="submit" leftSection={<IconCheck size={16} />} disabled={!company.trim()} loading={decide.isPending}>
              They moved
            </Button>
            <Button variant="default" leftSection={<IconX size={16} />} disabled={decide.isPending} onClick={() => decide.mutate({ id: of.id, verdict: 'STAYED' }, { onSuccess: () => say('The same evidence asks nobody again.') })}>
              They did not
            </Button>
          </Group>
        </Stack>
      </form>
    </Notice>
  );
}

function Move({ of, current, undo, busy }: { of: ChampionMove; current: boolean; undo: () => void; busy: boolean }) {
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600} className="wrap">
        <Link to="/customers/people/$id" params={{ id: of.oldPerson }} className="link">
          {of.fromCompany || 'no company'}
        </Link>{' '}
        <IconArrowRight size={13} aria-label="to" />{' '}
        <Link to="/customers/people/$id" params={{ id: of.newPerson }} className="link">
          {of.toCompany}
        </Link>
        {of.toTitle ? `, ${of.toTitle}` : ''}
      </Text>
      <Text size="xs" c="dimmed">
        <Time at={of.at} /> · {of.automatic ? `by itself, ${of.confidence} % sure` : of.who}
        {of.undoneAt && (
          <>
            {' '}
            · taken back <Time at={of.undoneAt} /> by {of.undoneBy}
          </>
        )}
      </Text>
      <ul style={{ margin: 0, paddingLeft: 18, fontSize: 13.5 }}>
        {of.notes.map((note) => (
          <li key={note} className="wrap">
            {note}
          </li>
        ))}
      </ul>
      <Group gap="xs">
        {of.lead && (
          <Link to="/outreach/leads/$id" params={{ id: of.lead }} className="link">
            <Text size="sm" span>
              The lead
            </Text>
          </Link>
        )}
        {of.push && (
          <Link to="/pushes/$id" params={{ id: of.push }} className="link">
            <Text size="sm" span>
              What waits for the CRM
            </Text>
          </Link>
        )}
        {current && (
          <Button size="compact-sm" variant="default" leftSection={<IconArrowBackUp size={14} />} loading={busy} onClick={undo}>
            Take the move back
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <Title order={3} size="h5" mb={8}>
        {title}
      </Title>
      {children}
    </section>
  );
}

function Detail({ of }: { of: ChampionStory }) {
  const one = of.champion;
  const way = wayOf(one);
  const may = useMay()('outreach:write');
  const look = useLookNow();
  const undo = useUndoMove();
  const unfollow = useUnfollow();
  const { ask, dialog } = useConfirm();
  return (
    <Stack>
      {dialog}
      <Group gap={8}>
        <VerdictTag of={one} />
        <Text size="sm" className="wrap">
          {one.why || VERDICT[one.verdict].means}
        </Text>
      </Group>
      {one.waits && may && <Deciding key={one.newCompany ?? ''} of={one} />}
      <Facts
        of={[
          { label: 'Where', value: <span className="wrap">{way.to ? `${way.from} → ${way.to}` : way.from}</span> },
          { label: 'LinkedIn', value: <span className="wrap">{one.linkedin ?? 'not known'}</span> },
          { label: 'Last look', value: <Time at={one.checkedAt} /> },
          { label: 'Next look', value: <Time at={one.nextCheckAt} /> },
          { label: 'Owner', value: <span className="wrap">{one.owner || '–'}</span> },
          { label: 'Followed', value: <Time at={one.followedAt} />, aside: one.source },
        ]}
      />
      {one.note && (
        <Text size="sm" c="dimmed" className="wrap">
          {one.note}
        </Text>
      )}
      <Part title="What it was read from">
        <Signs of={one.signs} />
      </Part>
      <Part title="One person, these records">
        <ul style={{ margin: 0, paddingLeft: 18, fontSize: 14 }}>
          {of.records.map((record) => (
            <li key={record.person} className="wrap">
              <Link to="/customers/people/$id" params={{ id: record.person }} className="link">
                {record.company || 'no company'}
              </Link>{' '}
              {record.leftAt ? (
                <>
                  left, found <Time at={record.leftAt} />
                </>
              ) : (
                'now'
              )}
            </li>
          ))}
        </ul>
      </Part>
      {of.moves.length > 0 && (
        <Part title="What was done">
          <Stack gap="md">
            {of.moves.map((move) => (
              <Move
                key={move.id}
                of={move}
                current={may && move.id === one.move}
                busy={undo.isPending}
                undo={() =>
                  ask({
                    title: 'Take the move back?',
                    text: 'The tag comes off and the two records are two again. A customer that was made stays; a lead that was sent nothing yet ends.',
                    yes: 'Take back',
                    act: () => undo.mutate(one.id, { onSuccess: (done) => say(done.notes.join(' ')), onError: sayProblem }),
                  })
                }
              />
            ))}
          </Stack>
        </Part>
      )}
      {of.looks.length > 0 && (
        <Part title="Looks">
          <ol style={{ margin: 0, padding: 0, listStyle: 'none', display: 'grid', gap: 8 }}>
            {of.looks.map((one, index) => (
              <li key={`${one.at} ${index}`}>
                <Text size="sm" className="wrap">
                  {OUTCOME[one.outcome] ?? one.outcome}
                  {one.why ? `. ${one.why}` : ''}
                </Text>
                <Text size="xs" c="dimmed" className="wrap">
                  <Time at={one.at} /> · {one.detail} {one.who === 'plan' ? '' : `Asked by ${one.who}.`}
                </Text>
              </li>
            ))}
          </ol>
        </Part>
      )}
      {may && !one.unfollowedAt && (
        <Group gap="xs">
          <Button variant="default" leftSection={<IconEye size={16} />} loading={look.isPending} title="Costs one of the day’s profile visits" onClick={() => look.mutate(one.id, { onSuccess: () => say('Looked.'), onError: sayProblem })}>
            Look now
          </Button>
          {!one.waits && !one.move && (
            <Button
              variant="subtle"
              leftSection={<IconUserOff size={16} />}
              loading={unfollow.isPending}
              onClick={() => ask({ title: `Follow ${one.name} no more?`, text: 'Nobody looks at their profile any more. No tag and no flow takes them up again.', yes: 'Follow no more', act: () => unfollow.mutate(one.id, { onSuccess: () => say('They are not followed any more.'), onError: sayProblem }) })}
            >
              Follow no more
            </Button>
          )}
        </Group>
      )}
    </Stack>
  );
}

export function ChampionDrawer({ id, close }: { id: string | undefined; close: () => void }) {
  const query = useQuery({ ...champion(id ?? ''), enabled: Boolean(id) });
  return (
    <Drawer opened={Boolean(id)} onClose={close} position="right" size="lg" title={query.data?.champion.name ?? 'Champion'}>
      {id && (
        <Loaded query={query} skeleton={<Lines rows={10} />}>
          {(data) => <Detail of={data} />}
        </Loaded>
      )}
    </Drawer>
  );
}
