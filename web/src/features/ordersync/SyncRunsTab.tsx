import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { runs } from '@/api/queries';
import { IconPlayerPlay } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import { itemsOf, moreOf } from '@/ui/paged';
import { RunTable } from '@/ui/RunTable';

const route = getRouteApi('/shell/ordersync/$id/runs');

export default function SyncRunsTab() {
  const { id } = route.useParams();
  const query = useInfiniteQuery(runs({ subject: id }));
  return (
    <Panel title="Runs of this order sync" flush>
      <Loaded query={query} skeleton={<Lines rows={6} height={24} />}>
        {(data) => (
          // A server that does not know the filter answers with the runs of all.
          <RunTable runs={itemsOf(data).filter((run) => run.subject === id)} more={moreOf(query)} empty={<Empty icon={IconPlayerPlay} title="It has not run yet">Import a list, look at the plan, then run.</Empty>} />
        )}
      </Loaded>
    </Panel>
  );
}
