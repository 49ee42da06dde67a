import { Drawer, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Row, RowState } from '@/api/contract';
import { why as whyQuery } from '@/api/queries';
import { dateAndTime, number, span } from '@/lib/format';
import { useNow } from '@/lib/useNow';
import { ROW_STATE } from '@/lib/words';
import { CopyText } from '@/ui/CopyText';
import { Facts } from '@/ui/Facts';
import { Lines, Loaded } from '@/ui/Loaded';
import { Notice } from '@/ui/Notice';
import { ActionMark, RowStateTag } from '@/ui/StateTags';
import type { Tone } from '@/ui/Tag';
import { Time } from '@/ui/Time';
import { Changes } from './Changes';

const TONES: Partial<Record<RowState, Tone>> = { FAILED: 'bad', BLOCKED: 'warn', UNKNOWN: 'odd', SYNCED: 'good' };

function Until({ at }: { at: string }) {
  const now = useNow(1000);
  const left = (new Date(at).getTime() - now) / 1000;
  return (
    <Text size="sm" mt={6}>
      Until {dateAndTime(at)}
      {left > 0 && `, in ${span(left)}`}.
    </Text>
  );
}

/** A copyable id, for support requests and searches in logs. */
function Id({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Group gap={4} wrap="nowrap">
        <Text size="sm" className="mono wrap">
          {value}
        </Text>
        <CopyText value={value} label={`Copy: ${label}`} />
      </Group>
    </div>
  );
}

function Answer({ sync, row }: { sync: string; row: Row }) {
  const query = useQuery({ ...whyQuery(sync, row.kind.toLowerCase().startsWith('line') ? 'lines' : 'orders', row.deltaId), staleTime: 0 });
  return (
    <Stack gap="lg">
      <Group gap="xs">
        <RowStateTag state={row.state} />
        <ActionMark action={row.action} />
        <Text size="sm" c="dimmed">
          {row.group}
        </Text>
      </Group>
      <Loaded query={query} skeleton={<Lines rows={2} />}>
        {(data) => (
          <Stack gap="md">
            <Notice tone={TONES[row.state] ?? 'info'} live>
              {data.sentence}
              {data.until && <Until at={data.until} />}
            </Notice>
            {data.requestId && <Id label="The board's request id, to quote to its support" value={data.requestId} />}
          </Stack>
        )}
      </Loaded>
      <Text size="xs" c="dimmed">
        {ROW_STATE[row.state]?.label}: {ROW_STATE[row.state]?.means}
      </Text>
      {row.changed && row.changed.length > 0 && (
        <div>
          <Title order={3} mb={6}>
            {row.action === 'CREATE' ? 'Its values' : 'What changes'}
          </Title>
          <Changes of={row} />
        </div>
      )}
      <Facts
        of={[
          { label: 'Found', value: <Time at={row.createdAt} /> },
          { label: 'Last change', value: <Time at={row.updatedAt} /> },
          { label: 'Confirmed', value: <Time at={row.syncedAt} /> },
          { label: 'Tries', value: number(row.attempts) },
        ]}
      />
      {row.faultCode && <Id label="Fault" value={row.faultClass ? `${row.faultClass}: ${row.faultCode}` : row.faultCode} />}
      <Id label="Record" value={row.recordUuid} />
    </Stack>
  );
}

export function WhyDrawer({ sync, row, onClose }: { sync: string; row: Row | undefined; onClose: () => void }) {
  return (
    <Drawer opened={row !== undefined} onClose={onClose} size={460} title={row && `${row.sourceKey}${row.lineKey ? ` / ${row.lineKey}` : ''}`}>
      {row && <Answer sync={sync} row={row} />}
    </Drawer>
  );
}
