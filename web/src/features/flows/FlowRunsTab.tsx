import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { runs } from '@/api/queries';
import { IconListSearch } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import { itemsOf, moreOf } from '@/ui/paged';
import { RunTable } from '@/ui/RunTable';

export function FlowRunsTab({ id }: { id: string }) {
  const query = useInfiniteQuery(runs({ kind: 'flows.run', subject: id }));
  return (
    <Panel
      flush
      title="Runs"
      actions={
        <Link to="/logs" search={{ flow: id }} style={{ display: 'inline-flex', gap: 6, alignItems: 'center' }}>
          <IconListSearch size={16} aria-hidden />
          Logs of all runs
        </Link>
      }
    >
      <Loaded query={query} skeleton={<Lines rows={6} height={22} />}>
        {(data) => <RunTable runs={itemsOf(data)} more={moreOf(query)} empty={<Empty title="It has not run yet" />} />}
      </Loaded>
    </Panel>
  );
}
