import { Text } from '@mantine/core';
import { useMemo } from 'react';
import { dateAndTime, number } from '@/lib/format';
import { Chart, type ChartOption } from '@/ui/Chart';
import { type Bucket, OUTCOMES } from './logs.api';
import { OUTCOME } from './OutcomeTag';

interface HistogramProps {
  buckets: Bucket[];
  /** Told the range of a bar that was chosen. */
  onRange: (from: string, to: string) => void;
}

/** How many records ended how, over time. A click on a bar narrows the list below to its range. */
export function Histogram({ buckets, onRange }: HistogramProps) {
  const present = useMemo(() => OUTCOMES.filter((outcome) => buckets.some((bucket) => (bucket.counts[outcome] ?? 0) > 0)), [buckets]);
  const option = useMemo<ChartOption>(
    () => (color) => ({
      grid: { left: 8, right: 8, top: 8, bottom: 4, containLabel: true },
      tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, confine: true },
      xAxis: {
        type: 'category',
        data: buckets.map((bucket) => dateAndTime(bucket.from)),
        axisTick: { show: false },
        axisLabel: { color: color('--idle'), hideOverlap: true, fontSize: 11 },
        axisLine: { lineStyle: { color: color('--line-strong') } },
      },
      yAxis: { type: 'value', minInterval: 1, axisLabel: { color: color('--idle'), fontSize: 11 }, splitLine: { lineStyle: { color: color('--line') } } },
      series: present.map((outcome) => ({
        type: 'bar',
        stack: 'all',
        name: OUTCOME[outcome].label,
        data: buckets.map((bucket) => bucket.counts[outcome] ?? 0),
        itemStyle: { color: color(OUTCOME[outcome].colour) },
        barMaxWidth: 26,
      })),
    }),
    [buckets, present],
  );
  const totals = present.map((outcome) => ({ outcome, total: buckets.reduce((sum, bucket) => sum + (bucket.counts[outcome] ?? 0), 0) }));
  if (present.length === 0) return null;
  const said = totals.map(({ outcome, total }) => `${number(total)} ${OUTCOME[outcome].label.toLowerCase()}`).join(', ');
  const select = (index: number) => {
    const bucket = buckets[index];
    if (bucket) onRange(bucket.from, bucket.to);
  };
  return (
    <div style={{ padding: '10px 16px 14px' }}>
      <Chart option={option} height={170} label={`Records over time: ${said}`} onSelect={select} />
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: '4px 18px', marginTop: 6 }}>
        {totals.map(({ outcome, total }) => (
          <Text key={outcome} size="xs" span>
            <span aria-hidden style={{ display: 'inline-block', width: 10, height: 10, borderRadius: 3, marginRight: 6, background: `var(${OUTCOME[outcome].colour})` }} />
            <b>{number(total)}</b> {OUTCOME[outcome].label.toLowerCase()}
          </Text>
        ))}
      </div>
    </div>
  );
}
