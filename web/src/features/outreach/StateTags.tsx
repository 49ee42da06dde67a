import { Tag } from '@/ui/Tag';
import { IconBan, IconCircleCheck, IconCircleDashed, IconCircleX, IconClock, IconHelpCircle, IconMessageCircle, IconPencil, IconPlayerPause, IconPlayerPlay, IconSend, IconUserPlus } from '@/ui/icons';
import type { SequenceState } from './sequences.api';
import { LEAD_STATE } from './words';

export function SequenceStateTag({ state }: { state: SequenceState }) {
  switch (state) {
    case 'LIVE':
      return <Tag tone="good" icon={IconPlayerPlay}>Live</Tag>;
    case 'PAUSED':
      return <Tag tone="warn" icon={IconPlayerPause}>Paused</Tag>;
    case 'ARCHIVED':
      return <Tag tone="idle" icon={IconCircleDashed}>Archived</Tag>;
    default:
      return <Tag tone="idle" icon={IconPencil}>Draft</Tag>;
  }
}

const ICONS: Record<string, typeof IconSend> = {
  PENDING_INVITE: IconClock,
  INVITE_SENT: IconUserPlus,
  CONNECTED: IconCircleCheck,
  IN_SEQUENCE: IconSend,
  PENDING_VERIFY: IconHelpCircle,
  NEEDS_DATA: IconPencil,
  PAUSED: IconPlayerPause,
  REPLIED: IconMessageCircle,
  COMPLETED: IconCircleCheck,
  WITHDRAWN: IconCircleDashed,
  FAILED: IconCircleX,
  SUPPRESSED: IconBan,
};

export function LeadStateTag({ state }: { state: string }) {
  const look = LEAD_STATE[state];
  const Symbol = ICONS[state] ?? IconHelpCircle;
  return (
    <Tag tone={look?.tone ?? 'idle'} icon={Symbol} title={look?.means}>
      {look?.label ?? state}
    </Tag>
  );
}
