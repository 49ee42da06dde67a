import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './Tag.module.css';

export type Tone = 'good' | 'bad' | 'warn' | 'info' | 'odd' | 'idle';

interface TagProps {
  tone: Tone;
  icon?: Icon;
  children: ReactNode;
  title?: string | undefined;
  spin?: boolean;
}

/** A state in colour, icon and word; never in colour alone. */
export function Tag({ tone, icon: Symbol, children, title, spin }: TagProps) {
  return (
    <span className={`${classes.tag} ${classes[tone]}`} title={title}>
      {Symbol && <Symbol size={13} stroke={2.2} aria-hidden className={spin ? 'spin' : undefined} />}
      {children}
    </span>
  );
}

export function toneClass(tone: Tone): string {
  return classes[tone] ?? '';
}
