import { Button, Code, Text } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { asProblem } from '@/api/problem';
import { IconAlertTriangle, IconBulb, IconCircleCheck, IconCircleX, IconHelpCircle, IconInbox, IconInfoCircle, IconRefresh } from './icons';
import classes from './Notice.module.css';
import { type Tone, toneClass } from './Tag';

const ICONS: Record<Tone, Icon> = {
  good: IconCircleCheck,
  bad: IconCircleX,
  warn: IconAlertTriangle,
  info: IconInfoCircle,
  odd: IconHelpCircle,
  idle: IconBulb,
};

interface NoticeProps {
  tone: Tone;
  title?: ReactNode;
  children?: ReactNode;
  after?: ReactNode;
  live?: boolean;
}

export function Notice({ tone, title, children, after, live }: NoticeProps) {
  const Symbol = ICONS[tone];
  return (
    <div className={`${classes.notice} ${toneClass(tone)}`} role={live ? (tone === 'bad' ? 'alert' : 'status') : undefined}>
      <Symbol size={18} className={classes.icon} aria-hidden />
      <div className={classes.words}>
        {title && <div className={classes.title}>{title}</div>}
        {children && <div>{children}</div>}
        {after && <div className={classes.after}>{after}</div>}
      </div>
    </div>
  );
}

const HELP: Record<number, string> = {
  403: 'Ask an administrator of your organisation for the permission.',
  404: 'It may have been removed, or the address is wrong.',
};

/** A failed call: what happened, what to do, and the id to quote. */
export function Failed({ error, retry }: { error: unknown; retry?: (() => void) | undefined }) {
  const problem = asProblem(error);
  const help = HELP[problem.status];
  const aside = problem.id || retry;
  return (
    <Notice
      tone={problem.status === 0 ? 'warn' : 'bad'}
      live
      title={problem.title}
      after={
        aside && (
          <>
            {retry && (
              <Button size="xs" variant="default" leftSection={<IconRefresh size={14} />} onClick={retry}>
                Try again
              </Button>
            )}
            {problem.id && (
              <Text size="xs" c="dimmed">
                If you ask for help, quote <Code fz="xs">{problem.id}</Code>
              </Text>
            )}
          </>
        )
      }
    >
      {problem.detail} {help}
    </Notice>
  );
}

interface EmptyProps {
  icon?: Icon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

export function Empty({ icon: Symbol = IconInbox, title, children, action }: EmptyProps) {
  return (
    <div className={classes.empty}>
      <span className={classes.emptyIcon}>
        <Symbol size={24} stroke={1.7} aria-hidden />
      </span>
      <Text fw={650}>{title}</Text>
      {children && (
        <Text component="div" size="sm" c="dimmed" maw={460}>
          {children}
        </Text>
      )}
      {action && <div style={{ marginTop: 10 }}>{action}</div>}
    </div>
  );
}
