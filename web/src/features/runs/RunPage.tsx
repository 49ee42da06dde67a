import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import type { Run } from '@/api/contract';
import { run as runQuery } from '@/api/queries';
import { number, oneDecimal, secondsBetween, share, span, told } from '@/lib/format';
import { ended, foundDifferences, waitsForSomebody } from '@/lib/runs';
import { useNow } from '@/lib/useNow';
import { runKind } from '@/lib/words';
import { Facts } from '@/ui/Facts';
import { IconChevronRight } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Notice } from '@/ui/Notice';
import { Person } from '@/ui/Person';
import { PageHead, Panel } from '@/ui/Page';
import { WaitsFor } from '@/ui/RunFacts';
import { RunProgress } from '@/ui/RunProgress';
import { RunStateTag } from '@/ui/StateTags';
import { Time } from '@/ui/Time';
import { RunActions } from './RunActions';
import { RunLog } from './RunLog';
import { RunSteps } from './RunSteps';

const UndoButton = lazy(async () => ({ default: (await import('@/features/ordersync/UndoButton')).UndoButton }));
const VerifyOutcome = lazy(async () => ({ default: (await import('@/features/ordersync/VerifyOutcome')).VerifyOutcome }));
// The drawing library is loaded for runs of flows alone.
const FlowRunPanel = lazy(async () => ({ default: (await import('@/features/flows/FlowRunPanel')).FlowRunPanel }));

const route = getRouteApi('/shell/runs/$id');

function Progress({ run }: { run: Run }) {
  const over = ended(run.state);
  const now = useNow(1000, !over);
  return (
    <Panel label="Progress">
      <div style={{ display: 'flex', justifyContent: 'space-between', gap: 16, alignItems: 'baseline', marginBottom: 8 }}>
        <Text component="div" fw={650} size="lg">
          {number(run.done)}
          {run.total ? (
            <Text span c="dimmed" size="sm" fw={400}>
              {' '}
              of {number(run.total)} records
            </Text>
          ) : (
            <Text span c="dimmed" size="sm" fw={400}>
              {' '}
              records
            </Text>
          )}
        </Text>
        {run.total ? <Text fw={650}>{share(run.done, run.total)}</Text> : null}
      </div>
      <RunProgress of={run} height={12} label={`Progress of ${run.title}`} />
      <Text size="sm" c="dimmed" mt={8} mb={16} className="wrap" aria-live="polite" style={{ minHeight: 21 }}>
        {run.message && told(run.message)}
      </Text>
      <Facts
        of={[
          // A verify that found differences failed at no record: a zero beside its state would read as a contradiction.
          ...(foundDifferences(run) && run.failed === 0 ? [] : [{ label: 'Failed', value: run.failed > 0 ? <span style={{ color: 'var(--bad)' }}>{number(run.failed)}</span> : '0' }]),
          { label: 'Rate', value: run.ratePerMinute ? `${run.ratePerMinute < 10 ? oneDecimal(run.ratePerMinute) : number(Math.round(run.ratePerMinute))}` : '–', aside: run.ratePerMinute ? 'a minute' : '' },
          over ? { label: 'Finished', value: <Time at={run.finishedAt} /> } : { label: 'Left', value: run.etaSeconds === null || run.etaSeconds === undefined ? '–' : `about ${span(run.etaSeconds)}` },
          { label: over ? 'Took' : 'Running for', value: span(secondsBetween(run.startedAt, run.finishedAt, now)) },
          { label: 'Started', value: <Time at={run.startedAt ?? run.queuedAt} />, aside: run.startedBy ? <>by <Person id={run.startedBy} /></> : '' },
        ]}
      />
    </Panel>
  );
}

export default function RunPage() {
  const { id } = route.useParams();
  const query = useQuery({ ...runQuery(id), refetchInterval: (of) => (of.state.data && !ended(of.state.data.state) ? 5000 : false) });
  return (
    <Loaded query={query} skeleton={<Lines rows={7} height={26} />}>
      {(run) => (
        <>
          <PageHead
            title={run.title}
            beside={<RunStateTag state={run.state} kind={run.kind} />}
            above={
              <>
                <Link to="/runs">Runs</Link>
                <IconChevronRight size={14} aria-hidden />
                <span>{runKind(run.kind)}</span>
              </>
            }
            lead={
              run.subject &&
              (run.kind.startsWith('ordersync.') ? (
                <Link to="/ordersync/$id" params={{ id: run.subject }}>
                  Open its order sync
                </Link>
              ) : (
                run.kind === 'flows.run' && (
                  <Link to="/flows/$id" params={{ id: run.subject }}>
                    Open its flow
                  </Link>
                )
              ))
            }
            actions={
              <>
                {run.kind === 'ordersync.sync' && run.subject && ended(run.state) && (
                  <Suspense>
                    <UndoButton sync={run.subject} run={run}>
                      Undo
                    </UndoButton>
                  </Suspense>
                )}
                <RunActions run={run} />
              </>
            }
          />
          <div style={{ display: 'grid', gap: 18 }}>
            {run.waitsFor && !ended(run.state) && (
              <Notice tone="info" title={<WaitsFor run={run} />}>
                {waitsForSomebody(run) ? 'Nothing is lost meanwhile, and nothing is sent before then.' : 'Nothing is lost meanwhile: it goes on by itself.'}
              </Notice>
            )}
            {run.state === 'FAILED' && (
              <Notice tone="bad" title="This run failed">
                {run.message ? told(run.message) : 'The log below says at which record.'} What was done stays done; retry goes on with the rest.
              </Notice>
            )}
            {foundDifferences(run) && run.subject && (
              <Suspense fallback={<Lines rows={3} />}>
                <VerifyOutcome run={run} sync={run.subject} />
              </Suspense>
            )}
            <Progress run={run} />
            {run.kind === 'flows.run' ? (
              <Suspense fallback={<Lines rows={8} />}>
                <FlowRunPanel run={run} />
              </Suspense>
            ) : (
              run.steps && run.steps.length > 0 && <RunSteps steps={run.steps} />
            )}
            <RunLog id={run.id} going={!ended(run.state)} />
          </div>
        </>
      )}
    </Loaded>
  );
}
