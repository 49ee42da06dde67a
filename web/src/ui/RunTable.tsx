import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Run } from '@/api/contract';
import { number, secondsBetween, span, told } from '@/lib/format';
import { runKind } from '@/lib/words';
import { type Column, DataTable } from './DataTable';
import { Person } from './Person';
import { RunProgress } from './RunProgress';
import { RunStateTag } from './StateTags';
import { Time } from './Time';

const COLUMNS: Column<Run>[] = [
  {
    key: 'title',
    header: 'Run',
    lead: true,
    cell: (run) => (
      <div className="wrap" style={{ maxWidth: 460 }}>
        <Link to="/runs/$id" params={{ id: run.id }} className="link">
          {run.title}
        </Link>
        {run.message && (
          <Text size="xs" c="dimmed" lineClamp={1}>
            {told(run.message)}
          </Text>
        )}
      </div>
    ),
  },
  { key: 'kind', header: 'Kind', cell: (run) => runKind(run.kind) },
  { key: 'state', header: 'State', cell: (run) => <RunStateTag state={run.state} kind={run.kind} /> },
  {
    key: 'progress',
    header: 'Records',
    right: true,
    cell: (run) => (
      <div style={{ minWidth: 108, display: 'inline-block' }}>
        <span>
          {number(run.done)}
          {run.total ? <Text span c="dimmed" size="xs">{` of ${number(run.total)}`}</Text> : null}
        </span>
        <RunProgress of={run} height={4} label={`Progress of ${run.title}`} />
      </div>
    ),
  },
  { key: 'failed', header: 'Failed', right: true, cell: (run) => (run.failed > 0 ? <b style={{ color: 'var(--bad)' }}>{number(run.failed)}</b> : <Text span c="dimmed" size="sm">0</Text>) },
  { key: 'started', header: 'Started', cell: (run) => <Time at={run.startedAt ?? run.queuedAt} /> },
  { key: 'took', header: 'Took', right: true, cell: (run) => span(secondsBetween(run.startedAt, run.finishedAt)) },
  { key: 'by', header: 'By', cell: (run) => <Text span size="sm" c="dimmed"><Person id={run.startedBy} /></Text> },
];

interface RunTableProps {
  runs: Run[];
  empty?: ReactNode;
  more?: { has: boolean; loading: boolean; load: () => void };
  short?: boolean;
}

export function RunTable({ runs, empty, more, short }: RunTableProps) {
  const columns = short ? COLUMNS.filter(({ key }) => !['by', 'took', 'kind'].includes(key)) : COLUMNS;
  return <DataTable caption="Runs" columns={columns} rows={runs} rowKey={(run) => run.id} empty={empty} more={more} />;
}
