import { type ReactNode, useEffect, useRef } from 'react';
import classes from './outreach.module.css';

/** The one of many that a link is about: it is brought into sight and marked. */
export function Meant({ so, children }: { so: boolean; children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (so) place.current?.scrollIntoView({ block: 'center' });
  }, [so]);
  return (
    <div ref={place} className={so ? classes.meant : undefined} aria-current={so || undefined}>
      {children}
    </div>
  );
}
