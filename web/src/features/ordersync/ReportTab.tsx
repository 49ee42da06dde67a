import { Button, Group, Select } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { addressOf } from '@/api/client';
import { runs, syncReport } from '@/api/queries';
import { dateAndTime } from '@/lib/format';
import { ended } from '@/lib/runs';
import { IconExternalLink, IconFileText } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import { itemsOf } from '@/ui/paged';
import classes from './ordersync.module.css';
import { ReportView } from './ReportView';

const route = getRouteApi('/shell/ordersync/$id/report');

export default function ReportTab() {
  const { id } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery(runs({ subject: id }));
  const syncRuns = list.data ? itemsOf(list.data).filter((run) => run.subject === id && run.kind === 'ordersync.sync' && ended(run.state)) : [];
  const chosen = search.run ?? syncRuns[0]?.id;
  const report = useQuery({ ...syncReport(id, chosen), enabled: Boolean(chosen) });
  return (
    <Loaded query={list}>
      {() =>
        chosen ? (
          <div className={classes.stack}>
            <Group justify="space-between">
              <Select
                aria-label="Run"
                w={{ base: '100%', sm: 360 }}
                allowDeselect={false}
                data={syncRuns.map((run) => ({ value: run.id, label: `${run.title}, ${dateAndTime(run.startedAt ?? run.queuedAt)}` }))}
                value={chosen}
                onChange={(run) => void navigate({ search: { run: run ?? undefined }, replace: true })}
              />
              <Button variant="default" component="a" href={addressOf(`/ordersync/${id}/report.html`, { run: chosen })} target="_blank" rel="noreferrer" leftSection={<IconExternalLink size={16} />}>
                To print or to send
              </Button>
            </Group>
            <Loaded query={report} skeleton={<Lines rows={8} />}>
              {(data) => <ReportView of={data} />}
            </Loaded>
          </div>
        ) : (
          <Panel label="Report">
            <Empty icon={IconFileText} title="No report yet">
              Each run that has ended has one: what it sent, what failed and why.
            </Empty>
          </Panel>
        )
      }
    </Loaded>
  );
}
