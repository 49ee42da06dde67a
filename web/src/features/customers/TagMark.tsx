import classes from './customers.module.css';
import type { PersonTag } from './customers.api';

/** A tag in its colour; its name is always written. */
export function TagMark({ of }: { of: Pick<PersonTag, 'name' | 'color'> }) {
  return (
    <span className={classes.tag}>
      <span className={classes.dot} style={{ background: of.color }} aria-hidden />
      {of.name}
    </span>
  );
}

export function TagMarks({ of }: { of: PersonTag[] }) {
  if (of.length === 0) return null;
  return (
    <span className={classes.tags}>
      {of.map((tag) => (
        <TagMark key={tag.id} of={tag} />
      ))}
    </span>
  );
}
