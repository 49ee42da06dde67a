import { Skeleton, useComputedColorScheme } from '@mantine/core';
import type { EChartsOption } from 'echarts';
import { useEffect, useRef, useState } from 'react';
import type * as drawings from './drawing';

type Draw = typeof drawings;

/** Made with the colours of the page, by the names of their CSS variables. */
export type ChartOption = (color: (variable: string) => string) => EChartsOption;

interface ChartProps {
  /** The same function as long as the data are the same: a new one draws anew. */
  option: ChartOption;
  label: string;
  height: number;
  /** Told the place of a bar that was clicked. */
  onSelect?: (index: number) => void;
}

/** A chart; the drawing library is loaded when the first one is shown. The label tells what it shows to whom cannot see it. */
export function Chart({ option, label, height, onSelect }: ChartProps) {
  const select = useRef(onSelect);
  useEffect(() => {
    select.current = onSelect;
  });
  const box = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  const [drawing, setDrawing] = useState<Draw>();
  useEffect(() => {
    let there = true;
    void import('./drawing').then((loaded) => there && setDrawing(loaded));
    return () => {
      there = false;
    };
  }, []);
  useEffect(() => {
    const element = box.current;
    if (!drawing || !element) return;
    const style = getComputedStyle(document.documentElement);
    const chart = drawing.init(element);
    chart.setOption({ animation: false, ...option((variable) => style.getPropertyValue(variable).trim()) });
    chart.on('click', (event) => select.current?.(event.dataIndex));
    const watch = new ResizeObserver(() => chart.resize());
    watch.observe(element);
    return () => {
      watch.disconnect();
      chart.dispose();
    };
  }, [drawing, option, scheme]);
  return (
    <div role="img" aria-label={label} style={{ height }}>
      {drawing ? <div ref={box} style={{ height }} /> : <Skeleton height={height} />}
    </div>
  );
}
