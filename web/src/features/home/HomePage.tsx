import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { activeRuns, alertCount, connections, recentRuns, session, syncs } from '@/api/queries';
import { useNow } from '@/lib/useNow';
import { useMay } from '@/ui/access';
import { IconArrowRight } from '@/ui/icons';
import { Lines } from '@/ui/Loaded';
import { Empty, Failed } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { RunTable } from '@/ui/RunTable';
import { attentionOf } from './attention';
import { AttentionList } from './AttentionList';
import { FirstSteps } from './FirstSteps';
import { anyPerson, approvalsAsked, criticalAlerts, flowCards, leadCounts, leadTasks, mappingCards, matchesOpen, pullCards, pushesToDecide, senderCards, sequenceCards, unanswered } from './home.api';
import classes from './home.module.css';
import { JobCards } from './JobCards';
import { begun, JOBS, jobsOf, type Job, type Known, stepsOf } from './jobs';
import { ConnectionsPart, FlowsPart, SequencesPart, SyncsPart } from './Parts';
import { flowsAtWork, sequencesAtWork, todayOf } from './today';
import { TodayTiles } from './TodayTiles';

const route = getRouteApi('/shell/');

function useHome() {
  const may = useMay();
  const crm = may('pulls:read');
  const outreach = may('outreach:read');
  const all = {
    syncs: useQuery({ ...syncs(), enabled: may('ordersync:read') }),
    connections: useQuery({ ...connections(), enabled: may('connections:read') }),
    recent: useQuery({ ...recentRuns(60), enabled: may('runs:read') }),
    active: useQuery({ ...activeRuns(), enabled: may('runs:read') }),
    alerts: useQuery({ ...alertCount(), enabled: may('alerts:read') }),
    critical: useQuery({ ...criticalAlerts(), enabled: may('alerts:read') }),
    pushes: useQuery({ ...pushesToDecide(), enabled: may('pushes:read') }),
    approvals: useQuery({ ...approvalsAsked(), enabled: may('flows:read'), retry: false }),
    flows: useQuery({ ...flowCards(), enabled: may('flows:read') }),
    pulls: useQuery({ ...pullCards(), enabled: crm }),
    mappings: useQuery({ ...mappingCards(), enabled: crm }),
    people: useQuery({ ...anyPerson(), enabled: may('customers:read') }),
    matches: useQuery({ ...matchesOpen(), enabled: may('customers:read') }),
    sequences: useQuery({ ...sequenceCards(), enabled: outreach }),
    senders: useQuery({ ...senderCards(), enabled: outreach }),
    leads: useQuery({ ...leadCounts(), enabled: outreach }),
    tasks: useQuery({ ...leadTasks(), enabled: outreach }),
    unanswered: useQuery({ ...unanswered(), enabled: outreach }),
  };
  const asked = Object.values(all);
  const known: Known = {
    connections: all.connections.data?.items ?? [],
    syncs: all.syncs.data?.items ?? [],
    pulls: all.pulls.data?.items.length ?? 0,
    mappings: all.mappings.data?.items.length ?? 0,
    people: (all.people.data?.items.length ?? 0) > 0,
    flows: all.flows.data?.items ?? [],
    sequences: all.sequences.data?.items ?? [],
    senders: all.senders.data?.items ?? [],
  };
  return {
    all,
    known,
    waiting: asked.some((one) => one.isLoading),
    // one part that cannot be read leaves the others; when none can, it is said
    error: asked.some((one) => one.data !== undefined) ? undefined : asked.find((one) => one.error)?.error,
  };
}

function connected(job: Job, known: Known): boolean {
  return stepsOf(job, known)[0]?.done ?? false;
}

function Begin({ chosen, known, may }: { chosen: Job | undefined; known: Known; may: (job: Job) => boolean }) {
  const guess = chosen ?? jobsOf(known)[0];
  return (
    <>
      <JobCards jobs={JOBS.filter(may)} chosen={guess} done={(job) => connected(job, known)} />
      {guess && <FirstSteps job={guess} steps={stepsOf(guess, known)} />}
    </>
  );
}

export default function HomePage() {
  const may = useMay();
  const { job } = route.useSearch();
  const { data: me } = useQuery(session());
  const { all, known, waiting, error } = useHome();
  const now = useNow(60_000);
  const chosen = JOBS.find((one) => one === job);
  const mayJob = (one: Job) => may(one === 'crm' ? 'pulls:read' : one === 'orders' ? 'ordersync:read' : 'outreach:read');
  const first = me?.user.name.split(' ')[0];
  const runs = all.recent.data?.items ?? [];
  const newcomer = JOBS.some(mayJob) && !JOBS.some((one) => begun(one, known)) && !known.flows.some((flow) => flow.state === 'ON') && runs.length === 0 && !all.alerts.data?.open && !all.pushes.data?.items.length;

  if (!me || waiting || error) {
    return (
      <>
        <PageHead title="Home" lead={me?.tenant.name} />
        {error ? <Failed error={error} retry={() => Object.values(all).forEach((one) => void one.refetch())} /> : <Panel><Lines rows={6} /></Panel>}
      </>
    );
  }
  if (newcomer) {
    return (
      <>
        <PageHead title={`Welcome${first ? `, ${first}` : ''}`} lead={may('connections:write') ? 'Which job do you want to begin with? The others can follow at any time.' : 'Nothing is set up yet. An admin begins; here you see how far it is.'} />
        <div className={classes.stack}>
          <Begin chosen={chosen} known={known} may={mayJob} />
        </div>
      </>
    );
  }

  const attention = attentionOf({
    syncs: known.syncs,
    connections: all.connections.data?.items,
    recent: runs,
    active: all.active.data?.items,
    alerts: all.alerts.data,
    critical: all.critical.data?.items,
    pushes: all.pushes.data?.items,
    approvals: all.approvals.data?.items.length,
    matches: all.matches.data?.waiting,
    leads: all.leads.data,
    tasks: all.tasks.data?.length,
    unanswered: all.unanswered.data?.items.length,
    senders: all.senders.data?.items,
  });
  const today = todayOf({ recent: runs, active: all.active.data?.items ?? [], flows: all.flows.data?.items ?? [], senders: all.senders.data?.items ?? [] }, new Date(now));
  const used = jobsOf(known).filter(mayJob);
  const opened = chosen && mayJob(chosen) ? chosen : undefined;
  // a connection that fails is told above; the job goes on all the same
  const unfinished = used.filter((one) => stepsOf(one, known).slice(1).some((step) => !step.done));
  const others = JOBS.filter((one) => mayJob(one) && (!used.includes(one) || unfinished.includes(one) || one === opened));
  const flows = flowsAtWork(all.flows.data?.items ?? []);
  const sequences = sequencesAtWork(all.sequences.data?.items ?? []);
  const parts = known.syncs.length + flows.length + sequences.length > 0;
  return (
    <>
      <PageHead title="Home" lead={me.tenant.name} />
      <div className={classes.stack}>
        <Panel title="Needs attention" flush>
          <AttentionList of={attention} />
        </Panel>
        <TodayTiles of={today} may={{ runs: may('runs:read'), flows: may('flows:read'), outreach: may('outreach:read') }} />
        <div className={parts && may('connections:read') ? classes.two : undefined}>
          {parts && (
            <div className={classes.stack}>
              {known.syncs.length > 0 && <SyncsPart of={known.syncs} />}
              {sequences.length > 0 && <SequencesPart of={sequences} />}
              {flows.length > 0 && <FlowsPart of={flows} all={all.flows.data?.items.length ?? 0} />}
            </div>
          )}
          {may('connections:read') && <ConnectionsPart of={all.connections.data?.items ?? []} />}
        </div>
        {may('runs:read') && (
          <Panel
            title="Recent runs"
            flush
            actions={
              <Link to="/runs" className={classes.go}>
                All runs
                <IconArrowRight size={15} aria-hidden />
              </Link>
            }
          >
            <RunTable runs={runs.slice(0, 8)} short empty={<Empty title="Nothing has run yet" />} />
          </Panel>
        )}
        {others.length > 0 && (
          <section aria-label="More to begin with" className={classes.stack}>
            <Text size="sm" c="dimmed" fw={600}>
              {unfinished.length > 0 ? 'Go on with, or begin' : 'Also possible'}
            </Text>
            <JobCards jobs={others} chosen={opened} done={(one) => connected(one, known)} small />
            {opened && <FirstSteps job={opened} steps={stepsOf(opened, known)} />}
          </section>
        )}
      </div>
    </>
  );
}
