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
import { ReportByItself } from './ReportByItself';
import { ReportView } from './ReportView';
import { reportRecipients } from './reportMail';
import { SendReport } from './SendReport';

const REPORTED = new Set(['ordersync.sync', 'ordersync.verify', 'ordersync.undo']);

const route = getRouteApi('/shell/ordersync/$id/report');

export default function ReportTab() {
  const { id } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery(runs({ subject: id }));
  const syncRuns = list.data ? itemsOf(list.data).filter((run) => run.subject === id && REPORTED.has(run.kind) && ended(run.state)) : [];
  const chosen = search.run ?? syncRuns[0]?.id;
  const recipients = useQuery(reportRecipients(id));
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
              <Group gap="sm">
                <SendReport sync={id} run={chosen} canSend={recipients.data?.canSend ?? true} />
                <Button variant="default" component="a" href={addressOf(`/ordersync/${id}/report.html`, { run: chosen })} target="_blank" rel="noreferrer" leftSection={<IconExternalLink size={16} />}>
                  To print
                </Button>
              </Group>
            </Group>
            <Loaded query={report} skeleton={<Lines rows={8} />}>
              {(data) => <ReportView of={data} />}
            </Loaded>
            {recipients.data && <ReportByItself sync={id} of={recipients.data} />}
          </div>
        ) : (
          <div className={classes.stack}>
            <Panel label="Report">
              <Empty icon={IconFileText} title="No report yet">
                Each run that has ended has one: what it sent, what failed and why.
              </Empty>
            </Panel>
            {recipients.data && <ReportByItself sync={id} of={recipients.data} />}
          </div>
        )
      }
    </Loaded>
  );
}
