import { Button, Group, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { ReactFlowProvider } from '@xyflow/react';
import { useMemo } from 'react';
import type { Run } from '@/api/contract';
import { number } from '@/lib/format';
import { ended } from '@/lib/runs';
import { useMay } from '@/ui/access';
import { DataTable } from '@/ui/DataTable';
import { IconListSearch, IconRefresh } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import { itemsOf, moreOf } from '@/ui/paged';
import { say, sayProblem } from '@/ui/toast';
import { Canvas } from './Canvas';
import { placed } from './design';
import { type FailedRecord, failedRecords, type FlowRun, flowRun, nodeTypes, useAgain } from './flows.api';
import classes from './flows.module.css';

function Graph({ of }: { of: FlowRun }) {
  const { data: cards } = useQuery(nodeTypes());
  const definition = useMemo(() => placed(of.definition), [of.definition]);
  return (
    <div className={classes.view}>
      <ReactFlowProvider>
        <Canvas definition={definition} cards={cards?.items ?? []} findings={[]} counts={of.nodes} />
      </ReactFlowProvider>
    </div>
  );
}

function FailedList({ run, onAgain }: { run: Run; onAgain: (record: FailedRecord) => void }) {
  const may = useMay()('flows:run');
  const query = useInfiniteQuery(failedRecords(run.id));
  return (
    <Loaded query={query} skeleton={<Lines rows={3} />}>
      {(data) => (
        <DataTable
          caption="Failed records"
          rows={itemsOf(data)}
          rowKey={(one) => one.id}
          more={moreOf(query)}
          empty={<Empty title="None is left">What failed has been run again since.</Empty>}
          columns={[
            { key: 'record', header: 'Record', lead: true, cell: (one) => <Link to="/logs/record" search={{ key: one.recordKey }} className="wrap">{one.recordKey}</Link> },
            { key: 'node', header: 'Node', cell: (one) => <span className="mono">{one.node}</span> },
            { key: 'error', header: 'Why', cell: (one) => <Text size="sm" className="wrap" lineClamp={3} maw={460} title={one.error ?? undefined}>{one.error}</Text> },
            { key: 'attempts', header: 'Attempts', right: true, cell: (one) => number(one.attempts) },
            {
              key: 'act',
              header: <span className="visually-hidden">Run again</span>,
              label: '',
              right: true,
              bare: true,
              cell: (one) =>
                may &&
                one.state === 'OPEN' && (
                  <Button size="compact-xs" variant="default" onClick={() => onAgain(one)}>
                    Run again
                  </Button>
                ),
            },
          ]}
        />
      )}
    </Loaded>
  );
}

/** What a run of a flow did at each node, live, and the records that failed. */
export function FlowRunPanel({ run }: { run: Run }) {
  const may = useMay()('flows:run');
  const navigate = useNavigate();
  const query = useQuery({ ...flowRun(run.id), refetchInterval: ended(run.state) ? false : 3000 });
  const again = useAgain(run.id);
  const start = (values: Parameters<typeof again.mutate>[0]) =>
    again.mutate(values, {
      onSuccess: (made) => {
        say('It runs again, as a run of its own.');
        void navigate({ to: '/runs/$id', params: { id: made.id } });
      },
      onError: sayProblem,
    });
  return (
    <>
      <Panel
        flush
        title="The flow"
        actions={
          <Group gap="sm">
            <Link to="/logs" search={{ run: run.id }} style={{ display: 'inline-flex', gap: 6, alignItems: 'center', fontSize: 13.5 }}>
              <IconListSearch size={16} aria-hidden />
              Its records
            </Link>
            {may && ended(run.state) && (
              <Button size="xs" variant="default" leftSection={<IconRefresh size={15} />} loading={again.isPending} onClick={() => start({ what: 'all', stored: true })}>
                Run again on the same records
              </Button>
            )}
          </Group>
        }
      >
        <Loaded query={query} skeleton={<Lines rows={8} />}>{(of) => <Graph of={of} />}</Loaded>
      </Panel>
      {run.failed > 0 && (
        <Panel
          flush
          title="Failed records"
          actions={
            may &&
            ended(run.state) && (
              <Button size="xs" variant="default" leftSection={<IconRefresh size={15} />} loading={again.isPending} onClick={() => start({ what: 'failed', stored: true })}>
                Run all of them again
              </Button>
            )
          }
        >
          <FailedList run={run} onAgain={(record) => start({ what: 'record', recordKey: record.recordKey, stored: true })} />
        </Panel>
      )}
    </>
  );
}
