import { Button, Text, UnstyledButton } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type Column, DataTable } from '@/ui/DataTable';
import { IconDownload, IconListSearch } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { itemsOf, moreOf } from '@/ui/paged';
import { Time } from '@/ui/Time';
import { Histogram } from './Histogram';
import { LineDrawer, took } from './LineDrawer';
import { LogFilters, type LogSearch } from './LogFilters';
import { exportAddress, histogram, type RecordLine, recordLines } from './logs.api';
import { OutcomeTag } from './OutcomeTag';
import { SavedViews } from './SavedViews';

const route = getRouteApi('/shell/logs');

export default function LogsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [open, setOpen] = useState<RecordLine>();
  const filter = { ...search };
  const query = useInfiniteQuery({ ...recordLines(filter), placeholderData: keepPreviousData });
  const bars = useQuery({ ...histogram(filter), placeholderData: keepPreviousData });
  const set = (change: LogSearch) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false });
  const filtered = Object.values(search).some(Boolean);

  const columns: Column<RecordLine>[] = [
    { key: 'at', header: 'When', width: 170, cell: (line) => <Time at={line.at} /> },
    {
      key: 'record',
      header: 'Record',
      lead: true,
      cell: (line) => (
        <UnstyledButton className="link wrap" fz="sm" onClick={() => setOpen(line)} aria-label={`Show what became of ${line.recordKey}`}>
          {line.recordKey}
        </UnstyledButton>
      ),
    },
    { key: 'outcome', header: 'Outcome', cell: (line) => <OutcomeTag outcome={line.outcome} /> },
    { key: 'node', header: 'Node', cell: (line) => <span className="mono">{line.node}</span> },
    {
      key: 'message',
      header: 'What was said',
      cell: (line) =>
        line.message && (
          <Text size="sm" lineClamp={2} className="wrap" maw={420}>
            {line.message}
          </Text>
        ),
    },
    {
      key: 'flow',
      header: 'Flow',
      cell: (line) => (
        <Link to="/runs/$id" params={{ id: line.run }} className="wrap">
          {line.flowTitle ?? 'its run'}
        </Link>
      ),
    },
    { key: 'took', header: 'Took', right: true, cell: (line) => took(line.micros) },
  ];

  return (
    <>
      <PageHead
        title="Logs"
        lead="What became of each record in each run."
        actions={
          <>
            <SavedViews search={search} show={(filters) => void navigate({ search: filters, replace: true })} />
            <Button variant="default" component="a" href={exportAddress(filter)} download leftSection={<IconDownload size={17} />}>
              Export
            </Button>
          </>
        }
      />
      <div style={{ display: 'grid', gap: 18 }}>
        <Panel flush label="Records over time" title={<LogFilters search={search} set={set} />}>
          <Loaded query={bars} skeleton={<Lines rows={4} height={30} />}>
            {(data) => (
              <>
                <Histogram buckets={data.items} onRange={(from, to) => set({ from, to })} />
                {data.partial && (
                  <Text size="xs" c="dimmed" px={16} pb={12}>
                    The text was looked for in the newest 30,000 records alone. Choose a range of time to look elsewhere.
                  </Text>
                )}
              </>
            )}
          </Loaded>
        </Panel>
        <Panel flush label="Records">
          <Loaded query={query} skeleton={<Lines rows={10} height={22} />}>
            {(data) => (
              <DataTable
                caption="Records"
                columns={columns}
                rows={itemsOf(data)}
                rowKey={(line) => line.id}
                more={moreOf(query)}
                empty={
                  query.hasNextPage ? (
                    <Empty icon={IconListSearch} title="Not among the newest records">
                      <Button variant="default" size="xs" mt={6} loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                        Look further back
                      </Button>
                    </Empty>
                  ) : (
                    <Empty icon={IconListSearch} title={filtered ? 'No records like that' : 'Nothing logged yet'}>
                      {filtered ? 'Widen the filters, or clear them.' : 'Once a flow runs, each of its records is told of here.'}
                    </Empty>
                  )
                }
              />
            )}
          </Loaded>
        </Panel>
      </div>
      <LineDrawer id={open?.id} title={open?.recordKey ?? ''} onClose={() => setOpen(undefined)} />
    </>
  );
}
