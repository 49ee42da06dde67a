import { Button, Group, SegmentedControl, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { newId } from '@/lib/newId';
import { useMay } from '@/ui/access';
import { IconArrowUp, IconInbox, IconMail, IconMessageCircle, IconSearch, IconSend } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty, Failed } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { itemsOf, moreOf } from '@/ui/paged';
import { Tag } from '@/ui/Tag';
import { Time } from '@/ui/Time';
import { say } from '@/ui/toast';
import { Approvals, Tasks } from './Approvals';
import { type Conversation, conversation, conversations, useReply } from './inbox.api';
import classes from './outreach.module.css';
import { OutreachTabs } from './OutreachTabs';
import { plain } from './plain';
import { LeadStateTag } from './StateTags';

const route = getRouteApi('/shell/outreach/inbox');

/** What became of a reply from here; nothing where all is well. */
const SAID: Record<string, string> = { RECORDED: 'on its way', UNKNOWN: 'its answer was lost, it is looked for', REFUSED: 'refused', NOT_SENT: 'not sent' };

function answered(subject: string | null | undefined): string {
  if (!subject) return 'as the mail before';
  return /^(re|aw|sv|antw)\s*:/i.test(subject) ? subject : `Re: ${subject}`;
}

function Talk({ id, onReplied }: { id: string; onReplied: () => void }) {
  const query = useQuery(conversation(id));
  const reply = useReply(id);
  const may = useMay()('outreach:run');
  const [text, setText] = useState('');
  // the same reply sent again has the same id: it goes out once
  const [replyId, setReplyId] = useState(newId);
  const end = useRef<HTMLDivElement>(null);
  const said = query.data?.messages.length ?? 0;
  useEffect(() => {
    // the newest stands last
    const box = end.current?.closest('[data-scrolls]');
    if (box) box.scrollTop = box.scrollHeight;
  }, [said]);
  return (
    <Loaded query={query} skeleton={<Lines rows={8} />}>
      {({ conversation: of, messages }) => (
        <Panel
          title={of.name || 'Somebody'}
          actions={
            <Group gap={8}>
              {of.leadState && <LeadStateTag state={of.leadState} />}
              {of.lead && (
                <Link to="/outreach/leads/$id" params={{ id: of.lead }} className="link">
                  the lead
                </Link>
              )}
              {of.person && (
                <Link to="/customers/people/$id" params={{ id: of.person }} className="link">
                  the customer
                </Link>
              )}
            </Group>
          }
        >
          {of.subject && (
            <Text size="sm" fw={600} className="wrap" mb="sm">
              {of.subject}
            </Text>
          )}
          <div className={classes.talk}>
            {messages.map((message) => (
              <div key={message.id} className={classes.said} data-ours={message.ours}>
                <div className={classes.bubble} data-ours={message.ours}>
                  {plain(message.text) || 'Without words'}
                </div>
                <Text size="xs" c="dimmed" mt={2}>
                  <Time at={message.at} />
                  {message.who ? ` · ${message.who}` : ''}
                  {SAID[message.state] && ` · ${SAID[message.state]}`}
                  {message.error ? `: ${message.error}` : ''}
                </Text>
                {message.effect && <Tag tone="info">{message.effect}</Tag>}
              </div>
            ))}
            {messages.length === 0 && <Text c="dimmed">Nothing was said yet.</Text>}
            <div ref={end} />
          </div>
          {may && (
            <form
              onSubmit={(event) => {
                event.preventDefault();
                reply.mutate({ id: replyId, text }, {
                  onSuccess: () => {
                    setText('');
                    setReplyId(newId());
                    onReplied();
                    say('It is on its way, once.');
                  },
                });
              }}
            >
              <Stack gap="sm" mt="md">
                {reply.error ? <Failed error={reply.error} /> : null}
                {of.channel === 'EMAIL' && (
                  <Text size="sm" className="wrap">
                    <Text span size="sm" c="dimmed">
                      Subject:{' '}
                    </Text>
                    {answered(of.subject)}
                  </Text>
                )}
                <Textarea aria-label="Your reply" placeholder="Your reply" autosize minRows={3} maxRows={12} value={text} onChange={(event) => setText(event.currentTarget.value)} />
                <Group justify="space-between">
                  <Text size="xs" c="dimmed">
                    From “{of.senderName}”, {of.channel === 'EMAIL' ? 'by mail' : 'on LinkedIn'}.
                  </Text>
                  <Button type="submit" disabled={!text.trim()} loading={reply.isPending} leftSection={<IconSend size={16} />}>
                    Send
                  </Button>
                </Group>
              </Stack>
            </form>
          )}
        </Panel>
      )}
    </Loaded>
  );
}

function Thread({ of, chosen, onChoose }: { of: Conversation; chosen: boolean; onChoose: () => void }) {
  const Symbol = of.channel === 'EMAIL' ? IconMail : IconMessageCircle;
  return (
    <button type="button" className={classes.thread} data-chosen={chosen} aria-pressed={chosen} onClick={onChoose}>
      <Group gap={7} wrap="nowrap" justify="space-between">
        <Text size="sm" fw={of.waiting ? 700 : 550} className="wrap">
          <Symbol size={14} aria-hidden style={{ verticalAlign: '-2px', marginRight: 5 }} />
          {of.name || 'Somebody'}
        </Text>
        <Text size="xs" c="dimmed">
          <Time at={of.lastAt} />
        </Text>
      </Group>
      <Text size="xs" c="dimmed" lineClamp={2} className="wrap">
        {of.lastOurs ? 'You: ' : ''}
        {of.lastText || of.subject}
      </Text>
      {of.leadState && <LeadStateTag state={of.leadState} />}
    </button>
  );
}

function Conversations() {
  const { id, which, q } = route.useSearch();
  const navigate = route.useNavigate();
  const [words, setWords] = useState(q ?? '');
  const [asked] = useDebouncedValue(words.trim(), 250);
  useEffect(() => {
    if (asked !== (q ?? '')) void navigate({ search: (before) => ({ ...before, q: asked || undefined }), replace: true });
  }, [asked, q, navigate]);
  const talk = useRef<HTMLDivElement>(null);
  const choose = (one: string) => {
    void navigate({ search: (before) => ({ ...before, id: one }), replace: true });
    // at phone width the talk stands below the list
    if (window.matchMedia('(max-width: 900px)').matches) requestAnimationFrame(() => talk.current?.scrollIntoView({ block: 'start' }));
  };
  const filtered = which === 'waiting' || Boolean(q);
  const query = useInfiniteQuery({ ...conversations({ waiting: which === 'waiting' || undefined, q }), placeholderData: keepPreviousData });
  const filter = (
    <div className={classes.filter}>
      <TextInput size="xs" aria-label="Search conversations" placeholder="Name, last words" leftSection={<IconSearch size={15} />} value={words} onChange={(event) => setWords(event.currentTarget.value)} style={{ flex: '1 1 130px' }} />
      <Switch size="xs" label="Waiting" title="Only those where the other one said something last" checked={which === 'waiting'} onChange={(event) => {
        const on = event.currentTarget.checked;
        void navigate({ search: (before) => ({ ...before, which: on ? 'waiting' : undefined, id: undefined }), replace: true });
      }} />
    </div>
  );
  return (
    <Loaded query={query} skeleton={<Lines rows={8} />}>
      {(data) => {
        const items = itemsOf(data);
        const more = moreOf(query);
        const chosen = id ?? items[0]?.id;
        if (items.length === 0 && !filtered)
          return (
            <Panel label="Conversations">
              <Empty icon={IconInbox} title="No conversations yet">
                What leads answer stands here, from LinkedIn and e-mail, and can be answered here.
              </Empty>
            </Panel>
          );
        return (
          <div className={classes.threads}>
            <Panel flush label="Conversations">
              {filter}
              {items.length === 0 && (
                <Empty icon={IconInbox} title={which === 'waiting' && !q ? 'Nobody waits for an answer' : 'No conversation like that'} />
              )}
              {items.map((one) => (
                <Thread key={one.id} of={one} chosen={one.id === chosen} onChoose={() => choose(one.id)} />
              ))}
              {more.has && (
                <Button variant="subtle" fullWidth loading={more.loading} onClick={more.load}>
                  Load more
                </Button>
              )}
            </Panel>
            {chosen && (
              <div ref={talk} className={classes.chosen} data-scrolls>
                <div className={classes.back}>
                  <Button size="compact-sm" variant="subtle" leftSection={<IconArrowUp size={15} />} onClick={() => window.scrollTo({ top: 0 })}>
                    All conversations
                  </Button>
                </div>
                <Talk key={chosen} id={chosen} onReplied={() => void navigate({ search: (before) => ({ ...before, id: chosen }), replace: true })} />
              </div>
            )}
          </div>
        );
      }}
    </Loaded>
  );
}

export default function InboxPage() {
  const { tab = 'talk' } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <PageHead title="Inbox" lead="What was said on LinkedIn and by e-mail, what waits to be approved, and what people have to do." />
      <OutreachTabs at="inbox" />
      <SegmentedControl
        mb="md"
        aria-label="Which"
        data={[
          { value: 'talk', label: 'Conversations' },
          { value: 'approve', label: 'To approve' },
          { value: 'tasks', label: 'Tasks' },
        ]}
        value={tab}
        onChange={(value) => void navigate({ search: { tab: value === 'talk' ? undefined : value }, replace: true })}
      />
      {tab === 'approve' ? <Approvals /> : tab === 'tasks' ? <Tasks /> : <Conversations />}
    </>
  );
}
