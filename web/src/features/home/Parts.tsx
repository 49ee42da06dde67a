import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Connection, OrderSync } from '@/api/contract';
import { count, number } from '@/lib/format';
import { IconArrowRight } from '@/ui/icons';
import { Empty } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import { StateBar, StateLegend } from '@/ui/StateBar';
import { HealthTag, RunStateTag } from '@/ui/StateTags';
import { Time } from '@/ui/Time';
import type { FlowCard, SequenceCard } from './home.api';
import classes from './home.module.css';
import { leadParts } from './today';

const MOST = 5;

function All({ to, text }: { to: '/ordersync' | '/flows' | '/outreach'; text: string }) {
  return (
    <Link to={to} className={classes.go}>
      {text}
      <IconArrowRight size={15} aria-hidden />
    </Link>
  );
}

export function SyncsPart({ of }: { of: OrderSync[] }) {
  return (
    <Panel title="Order syncs" flush actions={of.length > MOST && <All to="/ordersync" text={`All ${number(of.length)}`} />}>
      <ul className={classes.syncs}>
        {of.slice(0, MOST).map((sync) => (
          <li key={sync.id}>
            <div className={classes.syncHead}>
              <Link to="/ordersync/$id" params={{ id: sync.id }} className="link wrap">
                {sync.title}
              </Link>
              <Text size="xs" c="dimmed" span>
                {sync.environment} · {count(sync.orders, 'order')}, {count(sync.lines, 'line')}
              </Text>
            </div>
            <StateBar counts={sync.counts} />
            <StateLegend counts={sync.counts} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export function FlowsPart({ of, all }: { of: FlowCard[]; all: number }) {
  return (
    <Panel title="Flows" flush actions={<All to="/flows" text={all > Math.min(of.length, MOST) ? `All ${number(all)}` : 'Open'} />}>
      <ul className={classes.connections}>
        {of.slice(0, MOST).map((flow) => (
          <li key={flow.id}>
            <div style={{ minWidth: 0 }}>
              <Link to="/flows/$id" params={{ id: flow.id }} className="link wrap">
                {flow.title}
              </Link>
              <Text size="xs" c="dimmed" component="div">
                {flow.state === 'OFF' ? 'switched off' : flow.state === 'DRAFT' ? 'a draft' : flow.nextDue ? <>next: <Time at={flow.nextDue} /></> : 'when something happens, or by hand'}
              </Text>
            </div>
            {flow.lastRun && <RunStateTag state={flow.lastRun.state} kind={flow.lastRun.kind} />}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export function SequencesPart({ of }: { of: SequenceCard[] }) {
  return (
    <Panel title="Outreach" flush actions={<All to="/outreach" text={of.length > MOST ? `All ${number(of.length)}` : 'Open'} />}>
      <ul className={classes.syncs}>
        {of.slice(0, MOST).map((one) => {
          const parts = leadParts(one.counts);
          const total = parts.reduce((all, part) => all + part.count, 0);
          const words = parts.map((part) => `${number(part.count)} ${part.label}`).join(', ') || 'no leads yet';
          return (
            <li key={one.id}>
              <div className={classes.syncHead}>
                <Link to="/outreach/sequences/$id" params={{ id: one.id }} className="link wrap">
                  {one.name}
                </Link>
                <Text size="xs" c="dimmed" span>
                  {one.state === 'LIVE' ? '' : one.state === 'PAUSED' ? 'paused · ' : 'a draft · '}
                  {count(total, 'lead')}
                </Text>
              </div>
              <div className={classes.bar} role="img" aria-label={words} title={words}>
                {parts.map((part) => (
                  <span key={part.key} style={{ width: `${(part.count / total) * 100}%`, background: part.color }} />
                ))}
              </div>
              {parts.length > 0 && (
                <ul className={classes.legend}>
                  {parts.map((part) => (
                    <li key={part.key}>
                      <span className={classes.dot} style={{ background: part.color }} />
                      <span>
                        <b>{number(part.count)}</b> {part.label}
                      </span>
                    </li>
                  ))}
                </ul>
              )}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

export function ConnectionsPart({ of }: { of: Connection[] }) {
  return (
    <Panel title="Connections" flush>
      {of.length ? (
        <ul className={classes.connections}>
          {of.map((one) => (
            <li key={one.id}>
              <div style={{ minWidth: 0 }}>
                <Link to="/connections/$id" params={{ id: one.id }} className="link wrap">
                  {one.name}
                </Link>
                <Text size="xs" c="dimmed">
                  {one.vendor} · {one.healthAt ? <Time at={one.healthAt} /> : 'not tested'}
                </Text>
              </div>
              <HealthTag of={one} />
            </li>
          ))}
        </ul>
      ) : (
        <Empty title="No connections yet">
          <Link to="/connections">Add one</Link>
        </Empty>
      )}
    </Panel>
  );
}
