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
          <p className={classes.claim}>Customers, orders, outreach. Each record, exactly once.</p>
          <ul className={classes.points}>
            <li>
              <IconCircleCheck size={20} aria-hidden />
              The CRM, the order board and every lead stay in step, even when the line drops halfway.
            </li>
            <li>
              <IconActivity size={20} aria-hidden />
              You see what is being sent, what waits, and why, for every single record.
            </li>
            <li>
              <IconArrowBackUp size={20} aria-hidden />
              Look before anything is written, and take it back when it was wrong.
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
