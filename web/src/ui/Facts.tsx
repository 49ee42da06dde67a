import type { ReactNode } from 'react';
import classes from './Facts.module.css';

/** A few figures or facts side by side. */
export function Facts({ of }: { of: { label: string; value: ReactNode; aside?: ReactNode }[] }) {
  return (
    <dl className={classes.facts}>
      {of.map((fact) => (
        <div key={fact.label}>
          <dt>{fact.label}</dt>
          <dd>
            {fact.value}
            {fact.aside && <span className={classes.aside}> {fact.aside}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
