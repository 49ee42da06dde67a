import { Group, Select } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { runs } from '@/api/queries';
import { RUN_KIND, RUN_STATE } from '@/lib/words';
import { IconPlayerPlay } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { itemsOf, moreOf } from '@/ui/paged';
import { RunTable } from '@/ui/RunTable';

const route = getRouteApi('/shell/runs');
const KINDS = Object.entries(RUN_KIND).map(([value, label]) => ({ value, label }));
const STATES = Object.entries(RUN_STATE).map(([value, label]) => ({ value, label }));

export default function RunListPage() {
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(runs(filter));
  const filtered = Boolean(filter.kind ?? filter.state);
  const set = (change: Partial<typeof filter>) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  return (
    <>
      <PageHead title="Runs" lead="Everything SalesSync does in the background: imports, syncs, checks. A run goes on after a restart." />
      <Panel
        flush
        label="Runs"
        title={
          <Group gap="sm">
            <Select aria-label="Kind" placeholder="Every kind" data={KINDS} value={filter.kind ?? null} onChange={(kind) => set({ kind: kind ?? undefined })} clearable clearButtonProps={{ 'aria-label': 'Every kind' }} w={160} />
            <Select aria-label="State" placeholder="Every state" data={STATES} value={filter.state ?? null} onChange={(state) => set({ state: state ?? undefined })} clearable clearButtonProps={{ 'aria-label': 'Every state' }} w={180} />
          </Group>
        }
      >
        <Loaded query={query} skeleton={<Lines rows={8} height={24} />}>
          {(data) => (
            <RunTable
              runs={itemsOf(data)}
              more={moreOf(query)}
              empty={
                <Empty icon={IconPlayerPlay} title={filtered ? 'No runs like that' : 'Nothing has run yet'}>
                  {filtered ? 'Choose another kind or state.' : 'Import an order list or run a sync, and it shows here while it works and afterwards.'}
                </Empty>
              }
            />
          )}
        </Loaded>
      </Panel>
    </>
  );
}
