import { Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { Brand } from '@/ui/Brand';
import { IconActivity, IconArrowBackUp, IconCircleCheck } from '@/ui/icons';
import classes from './Gate.module.css';

/** The frame of the pages before one is signed in. */
export function Gate({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · SalesSync`;
  }, [title]);
  return (
    <div className={classes.gate}>
      <aside className={classes.side} aria-label="About SalesSync">
        <div className={classes.brand}>
          <Brand size={30} />
          SalesSync
        </div>
        <div>
          <p className={classes.claim}>Your orders on the board. Each one, exactly once.</p>
          <ul className={classes.points}>
            <li>
              <IconCircleCheck size={20} aria-hidden />
              New and changed orders arrive with their lines, even when the line drops halfway.
            </li>
            <li>
              <IconActivity size={20} aria-hidden />
              You see what is being sent, what waits, and why, for every single row.
            </li>
            <li>
              <IconArrowBackUp size={20} aria-hidden />
              Plan before you run, and take a run back when it was the wrong file.
            </li>
          </ul>
        </div>
        <Text size="xs" style={{ color: '#b9d9dc' }}>
          Runs on your own machine. Your data stay with you.
        </Text>
      </aside>
      <main className={classes.form}>
        <div className={classes.inner}>
          <div className={classes.small}>
            <Brand />
            SalesSync
          </div>
          <Title order={1} mb={4}>
            {title}
          </Title>
          {lead && (
            <Text c="dimmed" size="sm" mb="lg">
              {lead}
            </Text>
          )}
          {children}
        </div>
      </main>
    </div>
  );
}
