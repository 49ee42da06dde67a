import { useCallback } from 'react';
import type { Load } from '@/api/contract';
import { calendarDay, number } from '@/lib/format';
import { Chart, type ChartOption } from '@/ui/Chart';

const KINDS = [
  { name: 'New', color: '--bar-SYNCED', of: (load: Load) => load.ordersCreated + load.linesCreated },
  { name: 'Changed', color: '--bar-SENDING', of: (load: Load) => load.ordersUpdated + load.linesUpdated },
  { name: 'Removed', color: '--bar-BLOCKED', of: (load: Load) => load.ordersRemoved + load.linesRemoved },
];

/** What the last imports brought. */
export function LoadsChart({ loads }: { loads: Load[] }) {
  const shown = loads.slice(0, 12).reverse();
  const label = shown.map((load) => `${calendarDay(load.startedAt)}: ${KINDS.map((kind) => `${number(kind.of(load))} ${kind.name.toLowerCase()}`).join(', ')}`).join('; ');
  const option = useCallback<ChartOption>(
    (color) => {
      const shown = loads.slice(0, 12).reverse();
      return {
        grid: { left: 4, right: 4, top: 30, bottom: 4, containLabel: true },
        legend: { top: 0, left: 0, icon: 'roundRect', itemWidth: 10, itemHeight: 10, textStyle: { color: color('--mantine-color-text'), fontSize: 12 } },
        tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, backgroundColor: color('--surface'), borderColor: color('--line-strong'), textStyle: { color: color('--mantine-color-text'), fontSize: 12 } },
        xAxis: { type: 'category', data: shown.map((load) => calendarDay(load.startedAt).replace(/,? \d{4}$/, '')), axisTick: { show: false }, axisLine: { lineStyle: { color: color('--line-strong') } }, axisLabel: { color: color('--mantine-color-dimmed'), fontSize: 11, hideOverlap: true } },
        yAxis: { type: 'value', splitLine: { lineStyle: { color: color('--line') } }, axisLabel: { color: color('--mantine-color-dimmed'), fontSize: 11 }, minInterval: 1 },
        series: KINDS.map((kind) => ({ name: kind.name, type: 'bar' as const, stack: 'all', barMaxWidth: 22, itemStyle: { color: color(kind.color) }, data: shown.map(kind.of) })),
      };
    },
    [loads],
  );
  return <Chart height={150} label={`Changes per import. ${label}`} option={option} />;
}
