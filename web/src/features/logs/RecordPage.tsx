import { Button, Text, UnstyledButton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { told } from '@/lib/format';
import { IconBell, IconChevronRight, IconMail, IconTimeline } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { itemsOf, moreOf } from '@/ui/paged';
import { Tag } from '@/ui/Tag';
import { Time } from '@/ui/Time';
import { LineDrawer } from './LineDrawer';
import { type Outcome, timeline, type TimelineEntry } from './logs.api';
import classes from './logs.module.css';
import { OutcomeTag } from './OutcomeTag';

const route = getRouteApi('/shell/logs/record');

/** A state in words: “SENT” is “sent”. */
const inWords = (state: string) => state.toLowerCase().replace(/_/g, ' ');

function What({ entry, recordKey, show }: { entry: TimelineEntry; recordKey: string; show: () => void }) {
  if (entry.kind === 'mail') {
    return (
      <>
        <Tag tone={entry.outcome === 'BOUNCED' || entry.outcome === 'FAILED' ? 'bad' : 'info'} icon={IconMail}>
          Mail {inWords(entry.outcome)}
        </Tag>
        <Link to="/mail" search={{ q: recordKey }} className="wrap">
          <Text size="sm" span>
            {entry.message}
          </Text>
        </Link>
      </>
    );
  }
  if (entry.kind === 'alert') {
    return (
      <>
        <Tag tone={entry.outcome === 'CLOSED' ? 'idle' : 'warn'} icon={IconBell}>
          Alert, {inWords(entry.outcome)}
        </Tag>
        <Link to="/alerts" search={entry.outcome === 'OPEN' ? {} : { state: entry.outcome.toLowerCase() }} className="wrap">
          <Text size="sm" span>
            {entry.message}
          </Text>
        </Link>
      </>
    );
  }
  return (
    <>
      <OutcomeTag outcome={entry.outcome as Outcome} />
      <UnstyledButton className="link wrap" fz="sm" onClick={show}>
        {entry.flowTitle ?? 'A run'} at “{entry.node}”
      </UnstyledButton>
    </>
  );
}

/** One record's story over all runs. */
export default function RecordPage() {
  const { key } = route.useSearch();
  const [open, setOpen] = useState<string>();
  const query = useInfiniteQuery({ ...timeline(key ?? ''), enabled: Boolean(key) });
  const more = moreOf(query);
  return (
    <>
      <PageHead
        title={key ?? 'A record'}
        lead="Everything that happened to this record, the latest first."
        above={
          <>
            <Link to="/logs">Logs</Link>
            <IconChevronRight size={14} aria-hidden />
            <span>Record</span>
          </>
        }
      />
      <Panel label="Timeline">
        {key ? (
          <Loaded query={query} skeleton={<Lines rows={8} />}>
            {(data) => {
              const items = itemsOf(data);
              return items.length === 0 ? (
                <Empty icon={IconTimeline} title="Nothing is known of it">
                  No run has had a record of this name, or its lines are past their time.
                </Empty>
              ) : (
                <>
                  <ol className={classes.trail}>
                    {items.map((entry) => (
                      <li key={`${entry.kind} ${entry.id} ${entry.at}`}>
                        <div style={{ display: 'flex', flexWrap: 'wrap', gap: '4px 10px', alignItems: 'center' }}>
                          <Text size="sm" c="dimmed" span>
                            <Time at={entry.at} />
                          </Text>
                          <What entry={entry} recordKey={key} show={() => setOpen(entry.id)} />
                          {entry.run && (
                            <Link to="/runs/$id" params={{ id: entry.run }}>
                              <Text size="sm" span>
                                its run
                              </Text>
                            </Link>
                          )}
                        </div>
                        {(entry.kind === 'record' ? entry.message : entry.detail) && (
                          <Text size="sm" className="wrap" mt={2}>
                            {told(String(entry.kind === 'record' ? entry.message : entry.detail))}
                          </Text>
                        )}
                      </li>
                    ))}
                  </ol>
                  {more.has && (
                    <Button variant="default" size="xs" loading={more.loading} onClick={more.load}>
                      Earlier
                    </Button>
                  )}
                </>
              );
            }}
          </Loaded>
        ) : (
          <Empty icon={IconTimeline} title="No record is named">
            Open a record from the <Link to="/logs">logs</Link>.
          </Empty>
        )}
      </Panel>
      <LineDrawer id={open} title={key ?? ''} onClose={() => setOpen(undefined)} />
    </>
  );
}
