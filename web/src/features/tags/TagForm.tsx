import { Button, Group, Modal, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type Tag, type TagChannel, type TagRequirement, useSaveTag } from '@/api/tags';
import { Failed } from '@/ui/Notice';
import { TagMark } from '@/ui/TagMark';
import { say } from '@/ui/toast';
import classes from './tags.module.css';
import { CHANNEL, inputOf, isColor, REQUIRES } from './words';

const COLORS: Record<string, string> = {
  '#c92a2a': 'red',
  '#e8590c': 'orange',
  '#f2b705': 'yellow',
  '#2f9e44': 'green',
  '#0b7285': 'petrol',
  '#1971c2': 'blue',
  '#6741d9': 'violet',
  '#c2255c': 'pink',
  '#846358': 'brown',
  '#868e96': 'grey',
};

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function Form({ before, close }: { before: Tag | undefined; close: () => void }) {
  const [name, setName] = useState(before?.name ?? '');
  const [color, setColor] = useState(before?.color ?? '#1971c2');
  const [about, setAbout] = useState(before?.about ?? '');
  const [channel, setChannel] = useState<TagChannel | null>(before?.channel ?? null);
  const [purpose, setPurpose] = useState(before && before.purpose !== 'any' ? before.purpose : '');
  const [requires, setRequires] = useState<TagRequirement>(before?.requires ?? 'NOTHING');
  const saving = useSaveTag();
  const input = inputOf({ name, color, about, channel, purpose, requires });
  const save = () =>
    saving.mutate(
      { ...input, id: before?.id, ...(before ? { version: before.version } : {}) },
      {
        onSuccess: () => {
          say(before ? 'Saved.' : 'Made.');
          close();
        },
      },
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Stack gap="sm">
        <TextInput label="Name" required maxLength={60} value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
        <div>
          <Text size="sm" fw={500} mb={6} id="tag-colours">
            Colour
          </Text>
          <div className={classes.swatches} role="group" aria-labelledby="tag-colours">
            {Object.entries(COLORS).map(([value, word]) => (
              <button key={value} type="button" className={classes.swatch} style={{ background: value }} aria-label={word} title={word} aria-pressed={input.color === value} onClick={() => setColor(value)} />
            ))}
            <TextInput size="xs" w={104} aria-label="Colour as #2f9e44" value={color} onChange={(event) => setColor(event.currentTarget.value)} error={!isColor(color)} maxLength={7} classNames={{ input: 'mono' }} />
          </div>
          {!isColor(color) && (
            <Text size="xs" c="red" mt={4} role="alert">
              Write a colour as #2f9e44.
            </Text>
          )}
        </div>
        <div>
          <TagMark of={{ name: input.name || 'name', color: isColor(color) ? input.color : '#868e96' }} />
        </div>
        <Textarea label="What it means" autosize minRows={2} maxRows={6} maxLength={1000} value={about} onChange={(event) => setAbout(event.currentTarget.value)} placeholder="No activity for half a year" />
        <Select
          label="What it is for"
          description="Consent to it is read when somebody gets the tag and kept with it."
          placeholder="Nothing that needs consent"
          clearable
          clearButtonProps={{ 'aria-label': 'Nothing that needs consent' }}
          data={Object.entries(CHANNEL).map(([value, label]) => ({ value, label: capital(label) }))}
          value={channel}
          onChange={(value) => setChannel(value as TagChannel | null)}
        />
        {channel && (
          <>
            <TextInput label="Purpose" description="Without one, whatever the purpose." placeholder="newsletter" value={purpose} onChange={(event) => setPurpose(event.currentTarget.value)} />
            <Select label="Who may get it" data={Object.entries(REQUIRES).map(([value, label]) => ({ value, label }))} value={requires} onChange={(value) => setRequires((value ?? 'NOTHING') as TagRequirement)} allowDeselect={false} />
          </>
        )}
        {saving.error ? <Failed error={saving.error} /> : null}
        <Group justify="flex-end" mt="sm">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" disabled={!input.name || !isColor(color)} loading={saving.isPending}>
            {before ? 'Save' : 'Make the tag'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Makes a tag or changes one. */
export function TagForm({ opened, before, close }: { opened: boolean; before?: Tag | undefined; close: () => void }) {
  return (
    <Modal opened={opened} onClose={close} title={before ? `Change “${before.name}”` : 'A new tag'} size="md">
      <Form key={`${before?.id ?? 'new'} ${before?.version ?? 0}`} before={before} close={close} />
    </Modal>
  );
}
