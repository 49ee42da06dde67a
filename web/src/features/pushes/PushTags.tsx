import type { Icon } from '@tabler/icons-react';
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconBan,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleMinus,
  IconCircleX,
  IconClock,
  IconHelpCircle,
  IconLoader2,
  IconLock,
  IconPencil,
  IconSend,
  IconUserCheck,
} from '@/ui/icons';
import { Tag, type Tone } from '@/ui/Tag';
import type { ConsentSaid, ConsentVerdict, Push, PushRowState } from './pushes.api';
import { consentWords, type Standing, standingOf } from './standing';

interface Look {
  tone: Tone;
  icon: Icon;
  label: string;
  means: string;
}

export const PUSH_STATE: Record<Standing, Look> = {
  PREPARING: { tone: 'info', icon: IconLoader2, label: 'Being prepared', means: 'What the records are now, and who consents, is being read.' },
  WAITING: { tone: 'warn', icon: IconUserCheck, label: 'Waits for approval', means: 'Nothing is written before somebody else approves it.' },
  APPROVED: { tone: 'info', icon: IconClock, label: 'Approved', means: 'Goes out as soon as its turn comes.' },
  SENDING: { tone: 'info', icon: IconSend, label: 'Being written', means: 'Records and consent are read once more just before each call.' },
  DONE: { tone: 'good', icon: IconCircleCheck, label: 'Written', means: 'All that was approved and still could be written is.' },
  PARTLY_FAILED: { tone: 'warn', icon: IconAlertTriangle, label: 'Written, some failed', means: 'Some failed or could not be sent in time; the reason is on each record.' },
  FAILED: { tone: 'bad', icon: IconCircleX, label: 'Failed', means: 'Nothing was written.' },
  REFUSED: { tone: 'idle', icon: IconBan, label: 'Refused', means: 'Somebody said no; nothing was written.' },
  EXPIRED: { tone: 'idle', icon: IconClock, label: 'Expired', means: 'Nobody decided in time, or it could not be sent in time; nothing was written.' },
  VOID: { tone: 'idle', icon: IconCircleMinus, label: 'Void', means: 'The records changed since they were reviewed; nothing was written.' },
  EMPTY: { tone: 'idle', icon: IconCircleMinus, label: 'Nothing to write', means: 'All is so already, or nobody consents.' },
  TAKING_BACK: { tone: 'info', icon: IconLoader2, label: 'Being taken back', means: 'What records were before is being written back.' },
  TAKEN_BACK: { tone: 'idle', icon: IconArrowBackUp, label: 'Taken back', means: 'All that was written is as it was before.' },
  PARTLY_TAKEN_BACK: { tone: 'warn', icon: IconArrowBackUp, label: 'Partly taken back', means: 'Some records were edited since and stay; the reason is on each.' },
};

export const ROW_STATE: Record<PushRowState, Look> = {
  NEW: { tone: 'idle', icon: IconCircleDashed, label: 'Not looked at yet', means: 'What it is now is still to be read.' },
  READY: { tone: 'info', icon: IconPencil, label: 'To be written', means: 'Written once it is approved.' },
  UNCHANGED: { tone: 'idle', icon: IconCircleMinus, label: 'So already', means: 'The CRM has these values.' },
  WITHHELD: { tone: 'warn', icon: IconLock, label: 'No consent', means: 'Left out since the person does not consent.' },
  VOID: { tone: 'idle', icon: IconCircleMinus, label: 'Changed since', means: 'Left out since it changed or went after the review.' },
  EXPIRED: { tone: 'warn', icon: IconClock, label: 'Not sent in time', means: 'The approval ended before it could be written.' },
  SENDING: { tone: 'info', icon: IconSend, label: 'On its way', means: 'In a call at this moment, or its answer is being looked for.' },
  SENT: { tone: 'good', icon: IconCircleCheck, label: 'Written', means: 'The CRM confirmed it.' },
  FAILED: { tone: 'bad', icon: IconCircleX, label: 'Failed', means: 'The CRM refused it.' },
  UNKNOWN: { tone: 'odd', icon: IconHelpCircle, label: 'Not known', means: 'Nobody knows whether it was written; look at the record in the CRM.' },
  UNDONE: { tone: 'idle', icon: IconArrowBackUp, label: 'Taken back', means: 'It is as it was before.' },
  KEPT: { tone: 'warn', icon: IconAlertTriangle, label: 'Kept', means: 'Not taken back; the reason is beside it.' },
};

export const ROW_STATES = Object.keys(ROW_STATE) as PushRowState[];

function Shown({ look, spin }: { look: Look; spin?: boolean }) {
  return (
    <Tag tone={look.tone} icon={look.icon} title={look.means} spin={spin ?? false}>
      {look.label}
    </Tag>
  );
}

export function PushStateTag({ of }: { of: Pick<Push, 'state' | 'undo' | 'counts'> }) {
  const standing = standingOf(of);
  return <Shown look={PUSH_STATE[standing]} spin={standing === 'PREPARING' || standing === 'TAKING_BACK'} />;
}

export function PushRowTag({ state }: { state: PushRowState }) {
  return <Shown look={ROW_STATE[state]} />;
}

/** A line of what was read: where it stands, what it says, for what and how long. */
export function saidLine(of: ConsentSaid): string {
  const when = [of.from ? `from ${of.from.slice(0, 10)}` : '', of.to ? `to ${of.to.slice(0, 10)}` : ''].filter(Boolean).join(' ');
  return [`${of.object}${of.id ? ` ${of.id}` : ''}: ${of.field} ${of.value}`, of.purpose ? `for ${of.purpose}` : '', when, of.counts ? '' : '(does not count here)'].filter(Boolean).join(', ');
}

export function ConsentTag({ of }: { of: ConsentVerdict | null | undefined }) {
  if (!of) return null;
  const said = of.words.flatMap((word) => [`${word.source}: ${consentWords(word.why)}`, ...(word.said ?? []).map((one) => `· ${saidLine(one)}`)]).join('\n');
  if (!of.allowed) {
    return (
      <Tag tone="bad" icon={IconLock} title={said || (of.why ? consentWords(of.why) : undefined)}>
        No
      </Tag>
    );
  }
  return (
    <Tag tone="good" icon={IconCircleCheck} title={said || undefined}>
      {of.words.some((word) => word.answer === 'AGREED') ? 'Agreed' : of.words.some((word) => word.answer === 'YES') ? 'Yes' : 'Not needed'}
    </Tag>
  );
}
