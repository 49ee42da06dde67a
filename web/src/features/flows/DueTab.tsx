import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Icon } from '@tabler/icons-react';
import { dateAndTime, span, utc } from '@/lib/format';
import { DataTable } from '@/ui/DataTable';
import { IconAlertTriangle, IconCircleCheck, IconCircleMinus, IconCircleX, IconClock, IconHistory } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import { itemsOf, moreOf } from '@/ui/paged';
import { Tag, type Tone } from '@/ui/Tag';
import { type Due, due } from './flows.api';

const STATES: Record<Due['state'], { tone: Tone; icon: Icon; label: string }> = {
  PLANNED: { tone: 'idle', icon: IconClock, label: 'Planned' },
  RAN: { tone: 'good', icon: IconCircleCheck, label: 'Ran' },
  LATE: { tone: 'warn', icon: IconAlertTriangle, label: 'Ran late' },
  SKIPPED: { tone: 'idle', icon: IconCircleMinus, label: 'Skipped' },
  CAUGHT_UP: { tone: 'info', icon: IconHistory, label: 'Caught up' },
  MISSED: { tone: 'bad', icon: IconCircleX, label: 'Missed' },
};

/** Every due time of the flow's triggers, and what became of it. */
export function DueTab({ id }: { id: string }) {
  const query = useInfiniteQuery(due(id));
  return (
    <Panel flush title="Due times">
      <Loaded query={query} skeleton={<Lines rows={6} height={22} />}>
        {(data) => (
          <DataTable
            caption="Due times"
            rows={itemsOf(data)}
            rowKey={(one) => `${one.trigger} ${one.due}`}
            more={moreOf(query)}
            empty={
              <Empty icon={IconClock} title="Nothing was due yet">
                Each time a trigger is due, a row here says whether the flow ran, how late, or why not.
              </Empty>
            }
            columns={[
              { key: 'due', header: 'Due', lead: true, cell: (one) => <time dateTime={one.due} title={utc(one.due)}>{dateAndTime(one.due)}</time> },
              {
                key: 'state',
                header: 'What became of it',
                cell: (one) => {
                  const look = STATES[one.state] ?? STATES.PLANNED;
                  return (
                    <Tag tone={look.tone} icon={look.icon}>
                      {look.label}
                    </Tag>
                  );
                },
              },
              { key: 'trigger', header: 'Trigger', cell: (one) => <span className="mono">{one.trigger}</span> },
              { key: 'late', header: 'Late by', right: true, cell: (one) => (one.lateSeconds ? span(one.lateSeconds) : null) },
              { key: 'why', header: 'Why', cell: (one) => one.why && <span className="wrap">{one.why}</span> },
              { key: 'run', header: 'Run', cell: (one) => one.run && <Link to="/runs/$id" params={{ id: one.run }}>Open</Link> },
            ]}
          />
        )}
      </Loaded>
    </Panel>
  );
}
