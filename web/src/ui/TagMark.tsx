import type { TagLabel } from '@/api/tags';
import { IconX } from './icons';
import classes from './TagMark.module.css';

/** A tag in its colour; its name is always written. */
export function TagMark({ of, off }: { of: Pick<TagLabel, 'name' | 'color'>; off?: (() => void) | undefined }) {
  return (
    <span className={classes.tag}>
      <span className={classes.dot} style={{ background: of.color }} aria-hidden />
      {of.name}
      {off && (
        <button type="button" className={classes.off} aria-label={`Take “${of.name}” off`} onClick={off}>
          <IconX size={12} aria-hidden />
        </button>
      )}
    </span>
  );
}

export function TagMarks({ of }: { of: TagLabel[] }) {
  if (of.length === 0) return null;
  return (
    <span className={classes.tags}>
      {of.map((tag) => (
        <TagMark key={tag.id} of={tag} />
      ))}
    </span>
  );
}
