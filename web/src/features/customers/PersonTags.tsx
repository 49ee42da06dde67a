import { Button } from '@mantine/core';
import { useState } from 'react';
import type { TagLabel } from '@/api/tags';
import { useMay } from '@/ui/access';
import { IconPlus } from '@/ui/icons';
import { TaggingDialog, type TaggingAsk } from '@/ui/Tagging';
import { TagMark, TagMarks } from '@/ui/TagMark';
import classes from './customers.module.css';

/** The tags of a person; whoever may puts more on and takes them off, with the reason. */
export function PersonTags({ person, of, fixed }: { person: { id: string; name: string }; of: TagLabel[]; fixed: boolean }) {
  const may = useMay()('tags:write') && !fixed;
  const [ask, setAsk] = useState<TaggingAsk>();
  if (!may) return <TagMarks of={of} />;
  return (
    <span className={classes.personTags}>
      {of.map((tag) => (
        <TagMark key={tag.id} of={tag} off={() => setAsk({ person, tag, remove: true })} />
      ))}
      <Button size="compact-xs" h={24} variant="subtle" leftSection={<IconPlus size={13} />} onClick={() => setAsk({ person, has: of, remove: false })}>
        Tag
      </Button>
      <TaggingDialog ask={ask} close={() => setAsk(undefined)} />
    </span>
  );
}
