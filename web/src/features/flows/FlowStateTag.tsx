import { IconCircleCheck, IconPencil, IconPower } from '@/ui/icons';
import { Tag } from '@/ui/Tag';
import type { FlowState } from './flows.api';

export function FlowStateTag({ state }: { state: FlowState }) {
  if (state === 'ON') return <Tag tone="good" icon={IconCircleCheck}>On</Tag>;
  if (state === 'OFF') return <Tag tone="idle" icon={IconPower}>Off</Tag>;
  return <Tag tone="info" icon={IconPencil}>Draft</Tag>;
}
