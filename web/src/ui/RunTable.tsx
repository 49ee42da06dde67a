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
    // Long names of files and what a run says need the room that the short figures do not.
    width: '40%',
    cell: (run) => (
      <div className="wrap" style={{ maxWidth: 560 }}>
        <Link to="/runs/$id" params={{ id: run.id }} className="link">
          {run.title}
        </Link>
        {run.message && (
          <Text size="xs" c="dimmed" lineClamp={2}>
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
  {
    key: 'started',
    header: 'Started',
    cell: (run) => (
      <div>
        <Time at={run.startedAt ?? run.queuedAt} />
        <Text size="xs" c="dimmed" className="wrap">
          {run.startedAt && span(secondsBetween(run.startedAt, run.finishedAt))}
          {run.startedBy && <> by <Person id={run.startedBy} /></>}
        </Text>
      </div>
    ),
  },
];

interface RunTableProps {
  runs: Run[];
  empty?: ReactNode;
  more?: { has: boolean; loading: boolean; load: () => void };
  short?: boolean;
}

export function RunTable({ runs, empty, more, short }: RunTableProps) {
  const columns = short ? COLUMNS.filter(({ key }) => key !== 'kind') : COLUMNS;
  return <DataTable caption="Runs" columns={columns} rows={runs} rowKey={(run) => run.id} empty={empty} more={more} />;
}
