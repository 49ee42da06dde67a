import type { Icon } from '@tabler/icons-react';
import { IconCircleCheck, IconCircleMinus, IconCircleX, IconClock, IconHelpCircle, IconRefresh } from '@/ui/icons';
import { Tag, type Tone } from '@/ui/Tag';
import type { Outcome } from './logs.api';

export const OUTCOME: Record<Outcome, { tone: Tone; icon: Icon; label: string; means: string; colour: string }> = {
  DONE: { tone: 'good', icon: IconCircleCheck, label: 'Done', means: 'Went through to the end.', colour: '--bar-SYNCED' },
  DROPPED: { tone: 'idle', icon: IconCircleMinus, label: 'Dropped', means: 'Left out on purpose: filtered, or a duplicate.', colour: '--bar-PENDING' },
  FAILED: { tone: 'bad', icon: IconCircleX, label: 'Failed', means: 'Could not go on. It can be run again once the cause is mended.', colour: '--bar-FAILED' },
  WAITING: { tone: 'warn', icon: IconClock, label: 'Waiting', means: 'Held back: until a time, an approval or another attempt.', colour: '--bar-BLOCKED' },
  RETRIED: { tone: 'info', icon: IconRefresh, label: 'Tried again', means: 'Failed before; a later line says how it ended.', colour: '--bar-SENDING' },
};

export function OutcomeTag({ outcome }: { outcome: Outcome }) {
  const look = OUTCOME[outcome] ?? { tone: 'idle' as const, icon: IconHelpCircle, label: outcome, means: undefined };
  return (
    <Tag tone={look.tone} icon={look.icon} title={look.means}>
      {look.label}
    </Tag>
  );
}
