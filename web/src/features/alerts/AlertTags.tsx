import type { Icon } from '@tabler/icons-react';
import { IconAlertTriangle, IconBellRinging, IconCircleCheck, IconCircleX, IconEye, IconInfoCircle, IconZzz } from '@/ui/icons';
import { Tag, type Tone } from '@/ui/Tag';
import type { AlertState, Severity } from './alerts.api';

export const SEVERITY: Record<Severity, { tone: Tone; icon: Icon; label: string }> = {
  CRITICAL: { tone: 'bad', icon: IconCircleX, label: 'Critical' },
  WARNING: { tone: 'warn', icon: IconAlertTriangle, label: 'Warning' },
  INFO: { tone: 'info', icon: IconInfoCircle, label: 'Info' },
};

export const ALERT_STATE: Record<AlertState, { tone: Tone; icon: Icon; label: string }> = {
  OPEN: { tone: 'bad', icon: IconBellRinging, label: 'Open' },
  ACKNOWLEDGED: { tone: 'info', icon: IconEye, label: 'Seen to' },
  SNOOZED: { tone: 'idle', icon: IconZzz, label: 'Snoozed' },
  CLOSED: { tone: 'good', icon: IconCircleCheck, label: 'Closed' },
};

export function SeverityTag({ severity }: { severity: Severity }) {
  const look = SEVERITY[severity] ?? SEVERITY.INFO;
  return (
    <Tag tone={look.tone} icon={look.icon}>
      {look.label}
    </Tag>
  );
}

export function AlertStateTag({ state }: { state: AlertState }) {
  const look = ALERT_STATE[state] ?? ALERT_STATE.OPEN;
  return (
    <Tag tone={look.tone} icon={look.icon}>
      {look.label}
    </Tag>
  );
}
