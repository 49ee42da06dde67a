import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Load, LoadProblem } from '@/api/contract';
import { loadProblems } from '@/api/queries';
import { count, number } from '@/lib/format';
import { type Column, DataTable } from '@/ui/DataTable';
import { Loaded } from '@/ui/Loaded';
import { Panel } from '@/ui/Page';

const COLUMNS: Column<LoadProblem & { position: number }>[] = [
  { key: 'line', header: 'Line', right: true, width: 80, cell: (one) => number(one.line) },
  { key: 'key', header: 'Order', cell: (one) => one.sourceKey && <span className="mono nowrap">{one.sourceKey}</span> },
  { key: 'column', header: 'Column', cell: (one) => one.column && <b>{one.column}</b> },
  { key: 'value', header: 'Value', cell: (one) => one.value !== null && one.value !== undefined && <span className="mono wrap">“{one.value}”</span> },
  { key: 'message', header: 'What is wrong', lead: true, cell: (one) => <span className="wrap">{one.message}</span> },
];

/** The rows of an import that could not be read, and why; the others were imported. */
export function LoadProblems({ sync, load }: { sync: string; load: Load }) {
  const query = useQuery(loadProblems(sync, load.id));
  return (
    <Panel title={`${count(load.problems, 'row')} of ${load.source} could not be read`} flush>
      <Text size="sm" c="dimmed" px="md" pt="sm" pb="xs">
        Mend them in the file and import it again; what is there already is not sent twice.
      </Text>
      <Loaded query={query}>
        {(data) => <DataTable caption="Rows that could not be read" columns={COLUMNS} rows={data.items.map((one, position) => ({ ...one, position }))} rowKey={(one) => one.position} />}
      </Loaded>
    </Panel>
  );
}
