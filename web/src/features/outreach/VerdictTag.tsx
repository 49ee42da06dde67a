import type { Champion } from '@/api/champions';
import { Tag } from '@/ui/Tag';
import { IconCircleCheck, IconHelpCircle, IconRocket, IconUserQuestion } from '@/ui/icons';
import { VERDICT } from './champions.words';

const ICON = { MOVED: IconRocket, PROBABLY: IconUserQuestion, STAYED: IconCircleCheck, UNKNOWN: IconHelpCircle } as const;

export function VerdictTag({ of }: { of: Pick<Champion, 'verdict'> }) {
  const look = VERDICT[of.verdict];
  return (
    <Tag tone={look.tone} icon={ICON[of.verdict]} title={look.means}>
      {look.label}
    </Tag>
  );
}
