import { Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import classes from './Page.module.css';

interface PageHeadProps {
  title: string;
  lead?: ReactNode;
  above?: ReactNode;
  beside?: ReactNode;
  actions?: ReactNode;
}

/** The head of a page; also the title of the browser's tab. */
export function PageHead({ title, lead, above, beside, actions }: PageHeadProps) {
  useEffect(() => {
    document.title = `${title} · SalesSync`;
  }, [title]);
  return (
    <div className={classes.head}>
      <div className={classes.words}>
        {above && <div className={classes.crumbs}>{above}</div>}
        <div style={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '4px 12px' }}>
          <Title order={1} className="wrap">
            {title}
          </Title>
          {beside}
        </div>
        {lead && (
          <Text component="div" c="dimmed" size="sm" mt={3} className="wrap" maw={720}>
            {lead}
          </Text>
        )}
      </div>
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  );
}

interface PanelProps {
  title?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** Tables run to the panel's edges. */
  flush?: boolean;
  label?: string;
}

export function Panel({ title, actions, children, flush, label }: PanelProps) {
  return (
    <section className={classes.panel} aria-label={label ?? (typeof title === 'string' ? title : undefined)}>
      {(title || actions) && (
        <div className={classes.panelHead}>
          {typeof title === 'string' ? <Title order={2} className="wrap" miw={0}>{title}</Title> : title}
          {actions}
        </div>
      )}
      <div className={flush ? classes.flush : classes.panelBody}>{children}</div>
    </section>
  );
}
