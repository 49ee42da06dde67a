import { Text, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { told } from '@/lib/format';
import { IconChevronRight, IconTimeline } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { Time } from '@/ui/Time';
import { LineDrawer } from './LineDrawer';
import { timeline } from './logs.api';
import classes from './logs.module.css';
import { OutcomeTag } from './OutcomeTag';

const route = getRouteApi('/shell/logs/record');

/** One record's story over all runs. */
export default function RecordPage() {
  const { key } = route.useSearch();
  const [open, setOpen] = useState<string>();
  const query = useQuery({ ...timeline(key ?? ''), enabled: Boolean(key) });
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
            {({ items }) =>
              items.length === 0 ? (
                <Empty icon={IconTimeline} title="Nothing is known of it">
                  No run has had a record of this name, or its lines are past their time.
                </Empty>
              ) : (
                <ol className={classes.trail}>
                  {items.map((entry, index) => (
                    <li key={`${entry.at} ${index}`}>
                      <div style={{ display: 'flex', flexWrap: 'wrap', gap: '4px 10px', alignItems: 'center' }}>
                        <Text size="sm" c="dimmed" span>
                          <Time at={entry.at} />
                        </Text>
                        {entry.outcome && <OutcomeTag outcome={entry.outcome} />}
                        {entry.line ? (
                          <UnstyledButton className="link wrap" fz="sm" onClick={() => setOpen(entry.line ?? undefined)}>
                            {entry.title}
                          </UnstyledButton>
                        ) : (
                          <Text size="sm" fw={600} span className="wrap">
                            {entry.title}
                          </Text>
                        )}
                        {entry.run && (
                          <Link to="/runs/$id" params={{ id: entry.run }}>
                            <Text size="sm" span>
                              its run
                            </Text>
                          </Link>
                        )}
                      </div>
                      {entry.detail && (
                        <Text size="sm" className="wrap" mt={2}>
                          {told(entry.detail)}
                        </Text>
                      )}
                    </li>
                  ))}
                </ol>
              )
            }
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
