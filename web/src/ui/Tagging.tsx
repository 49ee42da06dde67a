import { Button, Group, Modal, Select, Stack, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type TagLabel, tags, useTagging } from '@/api/tags';
import { count } from '@/lib/format';
import { Failed, Notice } from './Notice';
import { TagMark } from './TagMark';
import { say, sayProblem } from './toast';

export interface TaggingAsk {
  person: { id: string; name: string };
  /** All of them at once, in place of the one; its name then says who they are. */
  people?: string[];
  /** The tag; without one it is chosen among those the person does not have. */
  tag?: TagLabel;
  has?: TagLabel[];
  remove: boolean;
}

function Form({ ask, close }: { ask: TaggingAsk; close: () => void }) {
  const [chosen, setChosen] = useState<string | null>(ask.tag?.id ?? null);
  const [why, setWhy] = useState('');
  const [refused, setRefused] = useState<string>();
  const all = useQuery({ ...tags(), enabled: !ask.tag });
  const tagging = useTagging();
  const open = (all.data?.items ?? []).filter((tag) => !ask.has?.some((one) => one.id === tag.id));
  const picked = open.find((tag) => tag.id === chosen);
  const go = () =>
    chosen &&
    tagging.mutate(
      { id: chosen, people: ask.people ?? [ask.person.id], why: why.trim(), remove: ask.remove },
      {
        onSuccess: (result) => {
          const no = result.outcomes.find((outcome) => outcome.change === 'REFUSED');
          const several = (ask.people?.length ?? 1) > 1;
          if (no) {
            setRefused(several ? `${count(result.refused, 'person was', 'people were')} refused, ${count(result.changed, 'was', 'were')} tagged. ${no.why ?? ''}` : (no.why ?? 'It was refused.'));
            return;
          }
          say(ask.remove ? 'Taken off.' : several ? `${count(result.changed, 'person', 'people')} tagged${result.unchanged > 0 ? `, ${count(result.unchanged, 'had', 'had')} it already` : ''}.` : 'Tagged.');
          close();
        },
        onError: sayProblem,
      },
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        go();
      }}
    >
      <Stack gap="sm">
        {ask.tag ? (
          <div>
            <TagMark of={ask.tag} />
          </div>
        ) : all.error ? (
          <Failed error={all.error} retry={() => void all.refetch()} />
        ) : (
          <Select
            label="Tag"
            required
            searchable
            data-autofocus
            nothingFoundMessage="No other tag is called so"
            placeholder={all.data && open.length === 0 ? 'There is no other tag yet' : 'Choose'}
            data={open.map((tag) => ({ value: tag.id, label: tag.name }))}
            value={chosen}
            onChange={(value) => {
              setChosen(value);
              setRefused(undefined);
            }}
          />
        )}
        {picked?.about && (
          <Text size="sm" c="dimmed" className="wrap">
            {picked.about}
          </Text>
        )}
        <Textarea label="Why" required description="Kept in the history of the tag and of the person." autosize minRows={2} maxRows={8} maxLength={2000} value={why} onChange={(event) => setWhy(event.currentTarget.value)} data-autofocus={ask.tag ? true : undefined} />
        {refused && (
          <Notice tone="warn" live title={ask.remove ? 'Not taken off' : 'Not tagged'}>
            {refused}
          </Notice>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" disabled={!chosen || !why.trim()} loading={tagging.isPending}>
            {ask.remove ? 'Take off' : 'Tag'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Puts a tag on somebody or takes it off; the reason is always asked. */
export function TaggingDialog({ ask, close }: { ask: TaggingAsk | undefined; close: () => void }) {
  return (
    <Modal opened={ask !== undefined} onClose={close} size="md" title={ask && (ask.remove ? `Take the tag off ${ask.person.name}?` : `Tag ${ask.person.name}`)}>
      {ask && <Form key={`${ask.people?.join() ?? ask.person.id} ${ask.tag?.id ?? ''}`} ask={ask} close={close} />}
    </Modal>
  );
}
