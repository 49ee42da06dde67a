import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { compact, count as countOf } from '@/lib/format';
import { IconAlertTriangle, IconCircleX, IconStack2 } from '@/ui/icons';
import type { NodeCount } from './flows.api';
import classes from './flows.module.css';
import { NODE_ICONS } from './nodeIcons';

export interface NodeFace extends Record<string, unknown> {
  id: string;
  type: string;
  title: string;
  source: boolean;
  ports: string[];
  problems: number;
  warnings: number;
  count?: NodeCount | undefined;
  live?: boolean;
}

/** A node on the canvas, with what is wrong with it or, in a run, how many records it has seen. */
export function FlowNode({ data, selected, isConnectable }: NodeProps<Node<NodeFace>>) {
  const Symbol = NODE_ICONS[data.type] ?? IconStack2;
  const { count } = data;
  const state = count?.failed ? 'failed' : count?.state === 'RUNNING' ? 'running' : count?.waiting ? 'waiting' : undefined;
  return (
    <div className={classes.node} data-selected={selected || undefined} data-problem={data.problems > 0 || undefined} data-state={state}>
      {!data.source && <Handle type="target" position={Position.Left} isConnectable={isConnectable} className={classes.handle} />}
      <span className={classes.symbol} aria-hidden>
        <Symbol size={18} stroke={1.8} />
      </span>
      <span className={classes.face}>
        <b>{data.title}</b>
        <span>{count ? `${compact(count.in)} in${count.dropped ? ` · ${compact(count.dropped)} dropped` : ''}${count.failed ? ` · ${compact(count.failed)} failed` : ''}${count.waiting ? ` · ${compact(count.waiting)} wait` : ''}` : data.id}</span>
      </span>
      {data.problems > 0 && <IconCircleX size={17} className={classes.bad} aria-label={countOf(data.problems, 'problem')} />}
      {data.problems === 0 && data.warnings > 0 && <IconAlertTriangle size={16} className={classes.warn} aria-label={countOf(data.warnings, 'warning')} />}
      {data.ports.map((port, index) => (
        <Handle
          key={port}
          id={port}
          type="source"
          position={Position.Right}
          isConnectable={isConnectable}
          className={classes.handle}
          style={data.ports.length > 1 ? { top: `${((index + 1) / (data.ports.length + 1)) * 100}%` } : undefined}
          title={port}
        />
      ))}
    </div>
  );
}
