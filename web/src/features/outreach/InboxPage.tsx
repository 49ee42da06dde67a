import { Button, Group, SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { newId } from '@/lib/newId';
import { useMay } from '@/ui/access';
import { IconInbox, IconMail, IconMessageCircle, IconSend } from '@/ui/icons';
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
import { LeadStateTag } from './StateTags';

const route = getRouteApi('/shell/outreach/inbox');

function Talk({ id }: { id: string }) {
  const query = useQuery(conversation(id));
  const reply = useReply(id);
  const may = useMay()('outreach:run');
  const [text, setText] = useState('');
  // the same reply sent again has the same id: it goes out once
  const [replyId, setReplyId] = useState(newId);
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
          <div className={classes.talk}>
            {messages.map((message) => (
              <div key={message.id} className={classes.said} data-ours={message.ours}>
                <div className={classes.bubble} data-ours={message.ours}>
                  {message.text || 'Without words'}
                </div>
                <Text size="xs" c="dimmed" mt={2}>
                  <Time at={message.at} />
                  {message.who ? ` · ${message.who}` : ''}
                  {['UNKNOWN', 'FAILED', 'SENDING'].includes(message.state) ? ` · ${message.state.toLowerCase()}` : ''}
                  {message.error ? `: ${message.error}` : ''}
                </Text>
                {message.effect && <Tag tone="info">{message.effect}</Tag>}
              </div>
            ))}
            {messages.length === 0 && <Text c="dimmed">Nothing was said yet.</Text>}
          </div>
          {may && of.channel === 'LINKEDIN' && (
            <form
              onSubmit={(event) => {
                event.preventDefault();
                reply.mutate({ id: replyId, text }, {
                  onSuccess: () => {
                    setText('');
                    setReplyId(newId());
                    say('It is on its way, once.');
                  },
                });
              }}
            >
              <Stack gap="sm" mt="md">
                {reply.error ? <Failed error={reply.error} /> : null}
                <Textarea aria-label="Your reply" placeholder="Your reply" autosize minRows={3} maxRows={12} value={text} onChange={(event) => setText(event.currentTarget.value)} />
                <Group justify="flex-end">
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
  const { id } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery({ ...conversations({}), placeholderData: keepPreviousData });
  return (
    <Loaded query={query} skeleton={<Lines rows={8} />}>
      {(data) => {
        const items = itemsOf(data);
        const more = moreOf(query);
        const chosen = id ?? items[0]?.id;
        if (items.length === 0)
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
              {items.map((one) => (
                <Thread key={one.id} of={one} chosen={one.id === chosen} onChoose={() => void navigate({ search: (before) => ({ ...before, id: one.id }), replace: true })} />
              ))}
              {more.has && (
                <Button variant="subtle" fullWidth loading={more.loading} onClick={more.load}>
                  Load more
                </Button>
              )}
            </Panel>
            {chosen && <Talk key={chosen} id={chosen} />}
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
