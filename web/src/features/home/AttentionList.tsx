import { Button, Text } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { IconAlertTriangle, IconArrowRight, IconArrowsJoin2, IconBellRinging, IconCircleCheck, IconCircleX, IconCloudUpload, IconFileSpreadsheet, IconMessageCircle, IconPlayerPause, IconPlug, IconSend, IconUserCheck, IconUsers } from '@/ui/icons';
import { toneClass } from '@/ui/Tag';
import type { Attention, Kind } from './attention';
import classes from './home.module.css';

const ICONS: Record<Kind, typeof IconCircleX> = {
  alert: IconBellRinging,
  push: IconCloudUpload,
  approval: IconUserCheck,
  match: IconArrowsJoin2,
  lead: IconUsers,
  message: IconMessageCircle,
  sender: IconSend,
  connection: IconPlug,
  order: IconFileSpreadsheet,
  run: IconCircleX,
  pause: IconPlayerPause,
};
const SHOWN = 8;

/** What needs somebody, each with its picture and the way there. */
export function AttentionList({ of }: { of: Attention[] }) {
  const router = useRouter();
  const [all, setAll] = useState(false);
  if (of.length === 0) {
    return (
      <div className={classes.calm}>
        <IconCircleCheck size={20} aria-hidden color="var(--good)" />
        <Text size="sm">Nothing needs you.</Text>
      </div>
    );
  }
  const shown = all ? of : of.slice(0, of.length > SHOWN + 1 ? SHOWN : of.length);
  return (
    <>
      <ul className={classes.attention}>
        {shown.map((one) => {
          const Picture = one.kind === 'run' && one.tone === 'warn' ? IconAlertTriangle : ICONS[one.kind];
          return (
            <li key={one.to + one.text} className={toneClass(one.tone)}>
              <span className={classes.kind}>
                <Picture size={17} aria-hidden />
              </span>
              <span className={classes.says} title={one.text}>
                {one.text}
              </span>
              <a
                href={one.to}
                className={classes.go}
                onClick={(event) => {
                  event.preventDefault();
                  router.history.push(one.to);
                }}
              >
                {one.go}
                <IconArrowRight size={15} aria-hidden />
              </a>
            </li>
          );
        })}
      </ul>
      {shown.length < of.length && (
        <div className={classes.rest}>
          <Button size="compact-sm" variant="subtle" onClick={() => setAll(true)}>
            {of.length - shown.length} more
          </Button>
        </div>
      )}
    </>
  );
}
