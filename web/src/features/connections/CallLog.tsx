import { Select, Text } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { VendorCall } from '@/api/contract';
import { calls } from '@/api/queries';
import { compact, milliseconds } from '@/lib/format';
import { CopyText } from '@/ui/CopyText';
import { type Column, DataTable } from '@/ui/DataTable';
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconHelpCircle, IconHistory, IconHourglass, IconWifiOff } from '@/ui/icons';
import { Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import { itemsOf, moreOf } from '@/ui/paged';
import { Tag, type Tone } from '@/ui/Tag';
import { Time } from '@/ui/Time';

const route = getRouteApi('/shell/connections/$id');

const OUTCOMES: Record<string, { tone: Tone; icon: Icon; label: string }> = {
  OK: { tone: 'good', icon: IconCircleCheck, label: 'Answered' },
  PARTLY: { tone: 'warn', icon: IconAlertTriangle, label: 'Partly refused' },
  REFUSED: { tone: 'bad', icon: IconCircleX, label: 'Refused' },
  LIMITED: { tone: 'warn', icon: IconHourglass, label: 'Told to wait' },
  UNKNOWN: { tone: 'odd', icon: IconHelpCircle, label: 'Answer lost' },
  UNREACHABLE: { tone: 'bad', icon: IconWifiOff, label: 'Not reached' },
};

function lookOf(outcome: string) {
  return OUTCOMES[outcome] ?? { tone: 'idle' as const, icon: IconHelpCircle, label: outcome };
}

const COLUMNS: Column<VendorCall>[] = [
  { key: 'at', header: 'At', cell: (one) => <Time at={one.at} precise /> },
  {
    key: 'operation',
    header: 'Call',
    lead: true,
    cell: (one) => (
      <div className="wrap">
        <Text size="sm" fw={550}>
          {one.operation}
        </Text>
        {one.detail && (
          <Text size="xs" c="dimmed">
            {one.detail}
          </Text>
        )}
      </div>
    ),
  },
  {
    key: 'outcome',
    header: 'Outcome',
    cell: (one) => {
      const look = lookOf(one.outcome);
      return (
        <Tag tone={look.tone} icon={look.icon}>
          {look.label}
          {one.status && one.status !== 200 ? ` ${one.status}` : ''}
        </Tag>
      );
    },
  },
  { key: 'cost', header: 'Cost', right: true, cell: (one) => compact(one.cost) },
  { key: 'took', header: 'Took', right: true, cell: (one) => milliseconds(one.durationMs) },
  {
    key: 'request',
    header: 'Request id',
    cell: (one) =>
      one.vendorRequestId && (
        <span style={{ display: 'inline-flex', alignItems: 'center', gap: 2 }}>
          <span className="mono" title={one.vendorRequestId}>
            {one.vendorRequestId.length > 12 ? `${one.vendorRequestId.slice(0, 11)}…` : one.vendorRequestId}
          </span>
          <CopyText value={one.vendorRequestId} label={`Copy request id ${one.vendorRequestId}`} />
        </span>
      ),
  },
  {
    key: 'run',
    header: 'Run',
    cell: (one) =>
      one.runId && (
        <Link to="/runs/$id" params={{ id: one.runId }}>
          Open
        </Link>
      ),
  },
];

export function CallLog({ id }: { id: string }) {
  const { outcome } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery({ ...calls(id, outcome), placeholderData: keepPreviousData });
  return (
    <Panel
      flush
      title="Calls"
      actions={
        <Select
          size="xs"
          w={170}
          aria-label="Outcome"
          placeholder="Every outcome"
          clearable
          clearButtonProps={{ 'aria-label': 'Every outcome' }}
          data={Object.entries(OUTCOMES).map(([value, { label }]) => ({ value, label }))}
          value={outcome ?? null}
          onChange={(value) => void navigate({ search: { outcome: value ?? undefined }, replace: true, resetScroll: false })}
        />
      }
    >
      <Loaded query={query}>
        {(data) => (
          <DataTable
            caption="Calls"
            columns={COLUMNS}
            rows={itemsOf(data)}
            rowKey={(one) => `${one.at} ${one.vendorRequestId ?? ''} ${one.operation}`}
            more={moreOf(query)}
            empty={<Empty icon={IconHistory} title={outcome ? 'No calls like that' : 'No calls yet'}>Each call to the service is listed here, with what it cost and its request id.</Empty>}
          />
        )}
      </Loaded>
    </Panel>
  );
}
