import { IconArrowRight } from '@/ui/icons';
import classes from './pushes.module.css';
import type { Values } from './pushes.api';

function text(value: unknown): string {
  if (value === null || value === undefined || value === '') return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function parts(value: unknown): string[] {
  return text(value)
    .split(';')
    .map((part) => part.trim())
    .filter(Boolean);
}

function Value({ of, old, other }: { of: unknown; old?: boolean; other: unknown }) {
  const shown = text(of);
  if (!shown) return <span className={classes.nothing}>nothing</span>;
  const several = parts(of);
  const others = parts(other);
  if (several.length < 2 && others.length < 2) return <span className={old ? classes.old : classes.new}>{shown}</span>;
  return (
    <span className={classes.several}>
      {several.map((part) => (
        <span key={part} className={others.includes(part) ? classes.stays : old ? classes.old : classes.new}>
          {part}
        </span>
      ))}
    </span>
  );
}

/** What each field is and what it becomes; fields that stay are left out. */
export function Difference({ before, after }: { before: Values | null | undefined; after: Values | null | undefined }) {
  if (!after) return null;
  const changed = Object.keys(after).filter((field) => text(before?.[field]) !== text(after[field]));
  if (changed.length === 0) return <span className={classes.nothing}>no difference</span>;
  return (
    <dl className={classes.difference}>
      {changed.map((field) => (
        <div key={field}>
          <dt>{field}</dt>
          <dd>
            {before ? (
              <>
                <span className="visually-hidden">before: </span>
                <Value of={before[field]} old other={after[field]} />
                <IconArrowRight size={14} aria-hidden className={classes.arrow} />
              </>
            ) : null}
            <span className="visually-hidden">after: </span>
            <Value of={after[field]} other={before?.[field]} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
