import type { Connection, LogLevel, RowAction, RowState, RunState } from '@/api/contract';
import { foundDifferences } from '@/lib/runs';
import { LOG_LEVEL, ROW_ACTION, ROW_STATE, RUN_STATE } from '@/lib/words';
import type { Icon } from '@tabler/icons-react';
import {
  IconAlertTriangle,
  IconBan,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleMinus,
  IconCirclePlus,
  IconCircleX,
  IconClock,
  IconHelpCircle,
  IconInfoCircle,
  IconLoader2,
  IconLock,
  IconPencil,
  IconPlayerPause,
  IconSend,
} from './icons';
import { Tag, type Tone } from './Tag';

const RUN: Record<RunState, { tone: Tone; icon: Icon }> = {
  QUEUED: { tone: 'idle', icon: IconClock },
  RUNNING: { tone: 'info', icon: IconLoader2 },
  PAUSED: { tone: 'warn', icon: IconPlayerPause },
  SUCCEEDED: { tone: 'good', icon: IconCircleCheck },
  PARTLY_FAILED: { tone: 'warn', icon: IconAlertTriangle },
  FAILED: { tone: 'bad', icon: IconCircleX },
  CANCELLED: { tone: 'idle', icon: IconBan },
};

/** A verify that found differences has failed at nothing, so it is called what it is. */
export function RunStateTag({ state, kind }: { state: RunState; kind?: string }) {
  const look = RUN[state] ?? { tone: 'idle' as const, icon: IconHelpCircle };
  return (
    <Tag tone={look.tone} icon={look.icon} spin={state === 'RUNNING'}>
      {foundDifferences({ kind, state }) ? 'Done, differences' : (RUN_STATE[state] ?? state)}
    </Tag>
  );
}

const ROW: Record<RowState, { tone: Tone; icon: Icon }> = {
  SYNCED: { tone: 'good', icon: IconCircleCheck },
  SENDING: { tone: 'info', icon: IconSend },
  PENDING: { tone: 'idle', icon: IconClock },
  NEW: { tone: 'idle', icon: IconCircleDashed },
  UNKNOWN: { tone: 'odd', icon: IconHelpCircle },
  BLOCKED: { tone: 'warn', icon: IconLock },
  FAILED: { tone: 'bad', icon: IconCircleX },
};

export function RowStateTag({ state }: { state: RowState }) {
  const look = ROW[state] ?? { tone: 'idle' as const, icon: IconHelpCircle };
  return (
    <Tag tone={look.tone} icon={look.icon} title={ROW_STATE[state]?.means}>
      {ROW_STATE[state]?.label ?? state}
    </Tag>
  );
}

const ACTION: Record<RowAction, Icon> = { CREATE: IconCirclePlus, UPDATE: IconPencil, REMOVE: IconCircleMinus };

export function ActionMark({ action }: { action: RowAction }) {
  const Symbol = ACTION[action] ?? IconHelpCircle;
  return (
    <span className="nowrap">
      <Symbol size={14} stroke={1.9} aria-hidden style={{ verticalAlign: '-2px', marginRight: 5, color: 'var(--mantine-color-dimmed)' }} />
      {ROW_ACTION[action] ?? action}
    </span>
  );
}

export function HealthTag({ of }: { of: Pick<Connection, 'healthy'> }) {
  if (of.healthy === true) return <Tag tone="good" icon={IconCircleCheck}>Healthy</Tag>;
  if (of.healthy === false) return <Tag tone="bad" icon={IconCircleX}>Not working</Tag>;
  return <Tag tone="idle" icon={IconHelpCircle}>Not tested</Tag>;
}

const LEVEL: Record<LogLevel, { tone: Tone; icon: Icon }> = {
  DEBUG: { tone: 'idle', icon: IconCircleDashed },
  INFO: { tone: 'idle', icon: IconInfoCircle },
  WARN: { tone: 'warn', icon: IconAlertTriangle },
  ERROR: { tone: 'bad', icon: IconCircleX },
};

export function LevelTag({ level }: { level: string }) {
  const look = LEVEL[level as LogLevel] ?? LEVEL.INFO;
  return (
    <Tag tone={look.tone} icon={look.icon}>
      {LOG_LEVEL[level as LogLevel] ?? level}
    </Tag>
  );
}
