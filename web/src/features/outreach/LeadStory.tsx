import { Button, Group, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Icon } from '@tabler/icons-react';
import { told } from '@/lib/format';
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconArrowRight,
  IconBan,
  IconChecklist,
  IconCircleCheck,
  IconCircleX,
  IconEye,
  IconHelpCircle,
  IconMail,
  IconMessageCircle,
  IconPencil,
  IconPlugConnected,
  IconSearch,
  IconSend,
  IconSitemap,
  IconTimeline,
  IconUserCheck,
  IconUserPlus,
  IconX,
  IconZzz,
} from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { itemsOf, moreOf } from '@/ui/paged';
import { Time } from '@/ui/Time';
import type { Tone } from '@/ui/Tag';
import { conversation } from './inbox.api';
import { sentTo, story, type StoryLine } from './leads.api';
import classes from './outreach.module.css';
import { plain } from './plain';
import type { Touch } from './senders.api';
import { LeadStateTag } from './StateTags';

const LOOK: Record<string, { icon: Icon; tone: Tone }> = {
  ENTERED: { icon: IconUserPlus, tone: 'idle' },
  MOVED: { icon: IconArrowRight, tone: 'idle' },
  INVITED: { icon: IconSend, tone: 'info' },
  CONNECTED: { icon: IconPlugConnected, tone: 'good' },
  DECLINED: { icon: IconX, tone: 'warn' },
  MESSAGED: { icon: IconMessageCircle, tone: 'info' },
  INMAILED: { icon: IconSend, tone: 'info' },
  MAILED: { icon: IconMail, tone: 'info' },
  VISITED: { icon: IconEye, tone: 'idle' },
  WITHDREW: { icon: IconArrowBackUp, tone: 'idle' },
  OPENED: { icon: IconEye, tone: 'info' },
  CLICKED: { icon: IconArrowRight, tone: 'info' },
  REPLIED: { icon: IconMessageCircle, tone: 'good' },
  AUTO_REPLIED: { icon: IconZzz, tone: 'idle' },
  BOUNCED: { icon: IconAlertTriangle, tone: 'bad' },
  UNSUBSCRIBED: { icon: IconBan, tone: 'warn' },
  REFUSED: { icon: IconCircleX, tone: 'bad' },
  UNCERTAIN: { icon: IconHelpCircle, tone: 'odd' },
  VERIFIED: { icon: IconSearch, tone: 'odd' },
  TASK: { icon: IconChecklist, tone: 'warn' },
  FLOW: { icon: IconSitemap, tone: 'idle' },
  COMPLETED: { icon: IconCircleCheck, tone: 'good' },
  FAILED: { icon: IconCircleX, tone: 'bad' },
  SUPPRESSED: { icon: IconBan, tone: 'warn' },
  HANDLED: { icon: IconUserCheck, tone: 'idle' },
};

const SENT = new Set(['INVITED', 'MESSAGED', 'INMAILED', 'MAILED']);

const EVIDENCE: Record<string, string> = {
  source: 'Found by',
  match: 'Recognised by',
  news: 'Item of news',
  member: 'Their id for this account',
  publicId: 'Their address on LinkedIn',
  receivedAt: 'Told at',
  seenAt: 'Seen at',
  connectedAt: 'Connected at',
  lagSeconds: 'Seconds between',
  message: 'Message',
  chat: 'Chat',
  channel: 'Channel',
  sender: 'Sender',
  conversation: 'Conversation',
  slug: 'The service’s word',
  status: 'HTTP status',
  request: 'The service’s request id',
};

const WORDS: Record<string, Record<string, string>> = {
  source: { answer: 'the service’s answer', profile: 'their profile', person: 'a person', import: 'the file', NEWS: 'news of the service', RELATIONS: 'the list of connections', INVITATIONS: 'the list of sent invitations', PROFILE: 'their profile', MESSAGES: 'the messages', HERE: 'this program' },
  match: { MEMBER: 'their id', URN: 'their id', PUBLIC_ID: 'their address', URL: 'their address', NAME: 'their name', NOTE: 'the note of the invitation' },
};

function evidenceWord(name: string, value: unknown): string {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return WORDS[name]?.[text] ?? told(text);
}

function Evidence({ of }: { of: Record<string, unknown> }) {
  const known = Object.entries(of).filter(([, value]) => value !== null && value !== '');
  if (known.length === 0) return null;
  return (
    <details>
      <summary style={{ fontSize: 12.5, cursor: 'pointer', marginTop: 3 }}>What it was read from</summary>
      <dl className={classes.evidence}>
        {known.map(([name, value]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{EVIDENCE[name] ?? name}</dt>
            <dd>{evidenceWord(name, value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** What they said then, where the conversation is kept. */
function Answer({ id, at }: { id: string; at: string }) {
  const query = useQuery(conversation(id));
  const then = Date.parse(at);
  const said = query.data?.messages.find((message) => !message.ours && Math.abs(Date.parse(message.at) - then) < 1000);
  return (
    <>
      {said && (
        <div className={classes.bubble} style={{ marginTop: 6 }}>
          {plain(said.text) || 'Without words'}
        </div>
      )}
      <Text size="xs" mt={4}>
        <Link to="/outreach/inbox" search={{ id }}>
          Open the conversation
        </Link>
      </Text>
    </>
  );
}

function Item({ of, touch }: { of: StoryLine; touch: Touch | undefined }) {
  const look = LOOK[of.kind] ?? { icon: IconPencil, tone: 'idle' as Tone };
  const Symbol = look.icon;
  const talk = of.evidence.conversation;
  return (
    <li>
      <span className={classes.point} data-tone={look.tone}>
        <Symbol size={14} stroke={1.9} aria-hidden />
      </span>
      <Group gap={8}>
        <Text size="sm" fw={600} span className="wrap">
          {told(of.note) || 'Something happened'}
        </Text>
        {of.to && of.to !== of.from && <LeadStateTag state={of.to} />}
      </Group>
      <Text size="xs" c="dimmed" className="wrap">
        <Time at={of.at} />
        {of.who !== 'outreach' && ` · ${of.who}`}
        {of.step && (
          <>
            {' '}
            · step <span className="mono">{of.step}</span>
            {of.variant ? `, variant ${of.variant}` : ''}
          </>
        )}
      </Text>
      {touch && (touch.text || touch.subject) && (
        <div className={classes.bubble} data-ours="true" style={{ marginTop: 6 }}>
          {touch.subject && <b>{touch.subject + '\n'}</b>}
          {touch.text && plain(touch.text)}
        </div>
      )}
      {(of.kind === 'REPLIED' || of.kind === 'AUTO_REPLIED') && typeof talk === 'string' && <Answer id={talk} at={of.at} />}
      <Evidence of={of.evidence} />
    </li>
  );
}

/** What happened to a lead, the newest first, with what was sent and said. */
export function LeadStory({ id }: { id: string }) {
  const query = useInfiniteQuery(story(id));
  const touches = useQuery(sentTo(id));
  return (
    <Loaded query={query} skeleton={<Lines rows={8} />}>
      {(data) => {
        const items = itemsOf(data);
        const more = moreOf(query);
        if (items.length === 0) return <Empty icon={IconTimeline} title="Nothing has happened yet" />;
        return (
          <>
            <ol className={classes.story}>
              {items.map((line) => (
                <Item key={line.id} of={line} touch={SENT.has(line.kind) ? touches.data?.items.find((touch) => touch.step === line.step && touch.state === 'DONE') : undefined} />
              ))}
            </ol>
            {more.has && (
              <Button variant="default" size="xs" mt="md" loading={more.loading} onClick={more.load}>
                Earlier
              </Button>
            )}
          </>
        );
      }}
    </Loaded>
  );
}
