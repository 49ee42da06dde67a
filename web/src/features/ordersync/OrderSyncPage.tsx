import { Button, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import type { OrderSync } from '@/api/contract';
import { orderSync } from '@/api/queries';
import { useMay } from '@/ui/access';
import { useConfirm } from '@/ui/Confirm';
import { IconChevronRight, IconDots, IconListCheck, IconPlayerPlay, IconTrash, IconUpload } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { PageHead } from '@/ui/Page';
import { SideScroll } from '@/ui/SideScroll';
import { Tag } from '@/ui/Tag';
import { say, sayProblem } from '@/ui/toast';
import classes from './ordersync.module.css';
import { useRemoveSync, useRun } from './ordersync.api';

const route = getRouteApi('/shell/ordersync/$id');

const TABS = [
  { to: '/ordersync/$id', label: 'Overview' },
  { to: '/ordersync/$id/import', label: 'Import' },
  { to: '/ordersync/$id/plan', label: 'Plan' },
  { to: '/ordersync/$id/rows', label: 'Rows' },
  { to: '/ordersync/$id/check', label: 'Board check' },
  { to: '/ordersync/$id/mapping', label: 'Mapping' },
  { to: '/ordersync/$id/runs', label: 'Runs' },
  { to: '/ordersync/$id/report', label: 'Report' },
] as const;

function More({ sync }: { sync: OrderSync }) {
  const navigate = useNavigate();
  const drop = useRemoveSync();
  const { ask, dialog } = useConfirm();
  return (
    <>
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <Button variant="default" px={10} aria-label="More" loading={drop.isPending}>
            <IconDots size={17} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={16} />}
            onClick={() =>
              ask({
                title: `Delete ${sync.title} (${sync.environment})?`,
                text: 'What is on the board stays there. The mapping, the imported list and what is known of each row are deleted, so a sync made anew does not know these items. It cannot be brought back.',
                yes: 'Delete',
                danger: true,
                act: () =>
                  drop.mutate(sync.id, {
                    onSuccess: () => {
                      say(`${sync.title} has been deleted. What is on the board stays.`);
                      void navigate({ to: '/ordersync' });
                    },
                  }),
              })
            }
          >
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {dialog}
    </>
  );
}

export default function OrderSyncPage() {
  const { id } = route.useParams();
  const { pathname } = useLocation();
  const query = useQuery(orderSync(id));
  const may = useMay();
  const navigate = useNavigate();
  const run = useRun(id);
  return (
    <Loaded query={query} skeleton={<Lines rows={8} height={26} />}>
      {(sync) => (
        <>
          <PageHead
            title={sync.title}
            beside={<Tag tone={sync.environment.startsWith('prod') ? 'info' : 'idle'}>{sync.environment}</Tag>}
            above={
              <>
                <Link to="/ordersync">Order sync</Link>
                <IconChevronRight size={14} aria-hidden />
                <span>{sync.name}</span>
              </>
            }
            actions={
              <>
                {may('ordersync:write') && (
                  <Button variant="default" component={Link} to="/ordersync/$id/import" params={{ id } as never} leftSection={<IconUpload size={16} />}>
                    Import
                  </Button>
                )}
                {may('ordersync:run') && (
                  <>
                    <Button variant="default" component={Link} to="/ordersync/$id/plan" params={{ id } as never} leftSection={<IconListCheck size={16} />}>
                      Plan
                    </Button>
                    <Button
                      leftSection={<IconPlayerPlay size={16} />}
                      loading={run.isPending}
                      onClick={() => run.mutate(undefined, { onSuccess: (started) => void navigate({ to: '/runs/$id', params: { id: started.id } }), onError: sayProblem })}
                    >
                      Run
                    </Button>
                  </>
                )}
                {may('ordersync:write') && <More sync={sync} />}
              </>
            }
          />
          <SideScroll at={pathname} className={classes.tabs} label="Parts of this order sync">
            {TABS.map(({ to, label }) => (
              <Link key={to} to={to} params={{ id }} activeOptions={{ exact: to === '/ordersync/$id', includeSearch: false }} className={classes.tab}>
                {label}
              </Link>
            ))}
          </SideScroll>
          <Outlet />
        </>
      )}
    </Loaded>
  );
}
