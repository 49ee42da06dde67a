import { type ReactNode, useState } from 'react';
import { type Tag, useDeleteTag } from '@/api/tags';
import { count } from '@/lib/format';
import { useConfirm } from '@/ui/Confirm';
import { say, sayProblem } from '@/ui/toast';
import { TagForm } from './TagForm';

/** Making, changing and deleting a tag, wherever it is asked for. */
export function useTagActs(gone?: () => void): { make: () => void; change: (tag: Tag) => void; drop: (tag: Tag) => void; dialogs: ReactNode } {
  const [form, setForm] = useState<{ before: Tag | undefined }>();
  const [opened, setOpened] = useState(false);
  const removing = useDeleteTag();
  const { ask, dialog } = useConfirm();
  const open = (before: Tag | undefined) => {
    setForm({ before });
    setOpened(true);
  };
  const drop = (tag: Tag) =>
    ask({
      title: `Delete “${tag.name}”?`,
      text: `${tag.people > 0 ? `It is taken off ${count(tag.people, 'person', 'people')}. ` : ''}What was done with it stays in the history of each person. A flow that tags with this name makes the tag anew.`,
      yes: 'Delete',
      danger: true,
      act: () =>
        removing.mutate(tag.id, {
          onSuccess: () => {
            say('Deleted.');
            gone?.();
          },
          onError: sayProblem,
        }),
    });
  return {
    make: () => open(undefined),
    change: open,
    drop,
    dialogs: (
      <>
        <TagForm opened={opened} before={form?.before} close={() => setOpened(false)} />
        {dialog}
      </>
    ),
  };
}
