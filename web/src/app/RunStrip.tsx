import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { Run } from '@/api/contract';
import { activeRuns, run as runQuery } from '@/api/queries';
import { told } from '@/lib/format';
import { ended } from '@/lib/runs';
import { useMay } from '@/ui/access';
import { IconChevronDown, IconChevronUp, IconWifiOff } from '@/ui/icons';
import { runFigures, WaitsFor } from '@/ui/RunFacts';
import { RunProgress } from '@/ui/RunProgress';
import { RunStateTag } from '@/ui/StateTags';
import { useLiveState } from './live';
import classes from './RunStrip.module.css';

const POLL_MS = 5000;
const SAFETY_MS = 30_000;
const LINGER_MS = 9000;

/** Runs that just left the list of active ones, as they ended, for a few seconds: short work would never be seen otherwise. */
function useJustEnded(active: Run[] | undefined): Run[] {
  const client = useQueryClient();
  const before = useRef(new Set<string>());
  const [lately, setLately] = useState<Run[]>([]);
  useEffect(() => {
    if (!active) return;
    const ids = new Set(active.map((one) => one.id));
    const gone = [...before.current].filter((id) => !ids.has(id));
    before.current = ids;
    for (const id of gone) {
      void client.fetchQuery({ ...runQuery(id), staleTime: 0 }).then((one) => {
        if (!ended(one.state)) return;
        setLately((others) => [...others.filter((other) => other.id !== id), one]);
        setTimeout(() => setLately((others) => others.filter((other) => other.id !== id)), LINGER_MS);
      }, () => undefined);
    }
  }, [active, client]);
  return lately;
}

function RunLine({ run, aside }: { run: Run; aside: React.ReactNode }) {
  return (
    <li className={classes.run}>
      <div className={classes.title}>
        <RunStateTag state={run.state} kind={run.kind} />
        <Link to="/runs/$id" params={{ id: run.id }} className="link">
          {run.title}
        </Link>
      </div>
      <div className={classes.bar}>
        <RunProgress of={run} height={7} label={`Progress of ${run.title}`} />
      </div>
      <div className={`${classes.says} ${classes.words}`}>
        <span className={classes.figures} style={{ color: 'var(--mantine-color-text)' }}>
          {runFigures(run)}
        </span>
        {run.waitsFor && !ended(run.state) ? (
          <>
            {' · '}
            <WaitsFor run={run} />
          </>
        ) : (
          run.message && ` · ${told(run.message)}`
        )}
      </div>
      <div className={classes.aside}>{aside}</div>
    </li>
  );
}

/** The work that runs now, on every page. Always read from the server, so it survives a reload; live events only make it quicker. */
export function RunStrip() {
  const may = useMay()('runs:read');
  const live = useLiveState();
  const [all, setAll] = useState(false);
  const { data } = useQuery({ ...activeRuns(), enabled: may, refetchInterval: live === 'live' ? SAFETY_MS : POLL_MS, retry: false });
  const lately = useJustEnded(data?.items);
  const runs = [...(data?.items ?? []), ...lately.filter((one) => !data?.items.some((active) => active.id === one.id))];
  if (!may || runs.length === 0) return null;
  const shown = all ? runs : runs.slice(0, 1);
  return (
    <section className={classes.strip} aria-label="Running now" data-run-strip>
      <ul className={classes.runs}>
        {shown.map((run, index) => (
          <RunLine
            key={run.id}
            run={run}
            aside={
              index === 0 && (
                <>
                  {live === 'polling' && (
                    <span className={classes.slow} title="The live connection is lost; it is tried again. Until then this is read every 5 seconds.">
                      <IconWifiOff size={14} aria-hidden />
                      every 5 s
                    </span>
                  )}
                  {runs.length > 1 && (
                    <Button size="compact-xs" variant="default" onClick={() => setAll(!all)} aria-expanded={all} rightSection={all ? <IconChevronDown size={13} /> : <IconChevronUp size={13} />}>
                      {all ? 'Less' : `${runs.length - 1} more`}
                    </Button>
                  )}
                </>
              )
            }
          />
        ))}
      </ul>
    </section>
  );
}
