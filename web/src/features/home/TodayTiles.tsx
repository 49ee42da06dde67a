import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { count, number } from '@/lib/format';
import { IconCircleCheck, IconClock, IconLoader2, IconSend } from '@/ui/icons';
import { Time } from '@/ui/Time';
import classes from './home.module.css';
import type { Today } from './today';

function Bar({ parts, of, label }: { parts: { count: number; color: string }[]; of: number; label: string }) {
  return (
    <span className={classes.bar} role="img" aria-label={label}>
      {parts.map(({ count: amount, color }) => amount > 0 && <span key={color} style={{ width: `${of > 0 ? Math.min(100, (amount / of) * 100) : 0}%`, background: color }} />)}
    </span>
  );
}

function Tile({ to, icon: Picture, spin, title, value, children }: { to: '/runs' | '/flows' | '/outreach/senders'; icon: typeof IconClock; spin?: boolean; title: string; value: ReactNode; children?: ReactNode }) {
  return (
    <Link to={to} className={classes.tile}>
      <span className={classes.tileHead}>
        <Picture size={17} aria-hidden className={spin ? 'spin' : undefined} />
        {title}
      </span>
      <span className={classes.figure}>{value}</span>
      <span className={classes.below}>{children}</span>
    </Link>
  );
}

/** This day in a few pictures: what runs, what is to come, what was done and what was sent. */
export function TodayTiles({ of, may }: { of: Today; may: { runs: boolean; flows: boolean; outreach: boolean } }) {
  const over = of.good + of.partly + of.failed;
  const next = of.due[0];
  return (
    <section className={classes.tiles} aria-label="Today">
      {may.runs && (
        <Tile to="/runs" icon={IconLoader2} spin={of.running > 0} title="Running now" value={number(of.running)}>
          {of.running ? 'at the foot of every page' : 'nothing at the moment'}
        </Tile>
      )}
      {may.flows && (
        <Tile to="/flows" icon={IconClock} title="Still due today" value={number(of.due.length)}>
          {next ? (
            <>
              {next.title}: <Time at={next.at} />
            </>
          ) : (
            'no flow by the clock'
          )}
        </Tile>
      )}
      {may.runs && (
        <Tile to="/runs" icon={IconCircleCheck} title="Done today" value={number(over)}>
          {over > 0 && (
            <Bar
              of={over}
              parts={[
                { count: of.good, color: 'var(--bar-SYNCED)' },
                { count: of.partly, color: 'var(--bar-BLOCKED)' },
                { count: of.failed, color: 'var(--bar-FAILED)' },
              ]}
              label={`${count(of.good, 'run')} went well, ${number(of.partly)} in part, ${number(of.failed)} failed`}
            />
          )}
          {over > 0 ? (of.failed + of.partly > 0 ? `${of.partly > 0 ? `${number(of.partly)} in part` : ''}${of.partly > 0 && of.failed > 0 ? ', ' : ''}${of.failed > 0 ? `${number(of.failed)} failed` : ''}` : 'all of it well') : 'no run yet'}
        </Tile>
      )}
      {may.outreach && of.cap > 0 && (
        <Tile to="/outreach/senders" icon={IconSend} title="Sent today" value={number(of.sent)}>
          <Bar of={of.cap} parts={[{ count: of.sent, color: 'var(--bar-SENDING)' }]} label={`${number(of.sent)} of ${number(of.cap)}`} />
          of {number(of.cap)} that the limits allow
        </Tile>
      )}
    </section>
  );
}
