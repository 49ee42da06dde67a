import { NumberInput, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { calendarDay, count, number } from '@/lib/format';
import { Chart, type ChartOption } from '@/ui/Chart';
import { Facts } from '@/ui/Facts';
import { Lines, Loaded } from '@/ui/Loaded';
import { Notice } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import { type Forecast, forecast } from './leads.api';

function Days({ of }: { of: Forecast }) {
  const option = useCallback<ChartOption>(
    (color) => ({
      grid: { left: 40, right: 12, top: 14, bottom: 28 },
      xAxis: { type: 'category', data: of.days.map((day) => day.date.slice(5)), axisLabel: { color: color('--idle') }, axisLine: { lineStyle: { color: color('--line-strong') } } },
      yAxis: { type: 'value', minInterval: 1, axisLabel: { color: color('--idle') }, splitLine: { lineStyle: { color: color('--line') } } },
      tooltip: { trigger: 'axis' },
      series: [{ type: 'bar', name: 'First touches', data: of.days.map((day) => day.firstTouches), itemStyle: { color: color('--bar-SENDING'), borderRadius: [3, 3, 0, 0] } }],
    }),
    [of],
  );
  return <Chart option={option} height={220} label={`First touches by day, ${of.sentence}`} />;
}

/** How long it will take, before anything is launched. */
export function ForecastTab({ id, version }: { id: string; version: number | null }) {
  const [leads, setLeads] = useState(200);
  const [asked] = useDebouncedValue(leads, 300);
  const query = useQuery({ ...forecast(id, version, asked), placeholderData: keepPreviousData });
  return (
    <Stack gap="md">
      {version === null && <Notice tone="info">It is not published yet: this reads the draft as it stands.</Notice>}
      <Panel title="With how many leads">
        <NumberInput aria-label="Leads" min={1} max={1_000_000} value={leads} onChange={(value) => setLeads(Number(value) || 1)} w={180} />
      </Panel>
      <Loaded query={query} skeleton={<Lines rows={6} />}>
        {(data) => (
          <Panel title="What to expect">
            <Stack gap="md">
              <Text className="wrap">{data.sentence}</Text>
              {data.warnings.map((warning) => (
                <Notice key={warning} tone="warn">
                  {warning}
                </Notice>
              ))}
              <Facts
                of={[
                  { label: 'Last first touch', value: data.lastFirstTouch ? calendarDay(data.lastFirstTouch) : 'not within two years' },
                  { label: 'All through', value: data.completed ? calendarDay(data.completed) : 'not known' },
                  { label: 'Senders', value: number(data.senders) },
                  { label: 'What slows it', value: <span className="wrap">{data.bottleneck}</span> },
                  { label: 'One more account saves', value: data.saved == null ? '–' : count(data.saved, 'day', 'days') },
                ]}
              />
              {data.days.length > 0 && <Days of={data} />}
            </Stack>
          </Panel>
        )}
      </Loaded>
    </Stack>
  );
}
