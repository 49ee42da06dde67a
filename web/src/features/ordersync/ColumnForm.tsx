import { Button, Group, Modal, NumberInput, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Scalar, TextColumn } from './mappingText';
import { ORIGINS, type Origin, originOf, OWNERS, TOO_LONG, TYPES } from './mappingWords';

interface ColumnFormProps {
  opened: boolean;
  column: TextColumn | undefined;
  onClose: () => void;
  /** Keys with undefined are taken out of the text. */
  onSave: (values: Record<string, Scalar | undefined>) => void;
}

function textOf(value: Scalar | undefined): string {
  return value === undefined ? '' : String(value);
}

const ORIGIN_HELP: Record<Origin, string> = {
  from: 'The column of the order list, as its header says',
  template: 'Text with columns in braces, such as {Ship Start}/{Ship End}',
  value: 'The same for every row',
};

export function ColumnForm({ opened, column, onClose, onSave }: ColumnFormProps) {
  const before = column?.values ?? {};
  const [id, setId] = useState(textOf(before.id));
  const [type, setType] = useState(textOf(before.type) || 'text');
  const [origin, setOrigin] = useState<Origin>(originOf(before));
  const [source, setSource] = useState(textOf(before[originOf(before)]));
  const [transform, setTransform] = useState(textOf(before.transform));
  const [required, setRequired] = useState(before.required === true);
  const [fallback, setFallback] = useState(textOf(before.default));
  const [longest, setLongest] = useState<number | string>(typeof before.max_length === 'number' ? before.max_length : '');
  const [tooLong, setTooLong] = useState(textOf(before.on_too_long) || 'fail');
  const [owner, setOwner] = useState(textOf(before.owner) || 'source');
  const types = TYPES.includes(type) ? TYPES : [type, ...TYPES];

  const submit = (event: FormEvent) => {
    event.preventDefault();
    // What equals the default and was not written stays unwritten.
    const unless = (key: string, value: Scalar, usual: Scalar) => (value === usual && before[key] === undefined ? undefined : value);
    const given = (text: string) => (text.trim() === '' ? undefined : text);
    onSave({
      id: id.trim(),
      type,
      from: origin === 'from' ? given(source) : undefined,
      template: origin === 'template' ? given(source) : undefined,
      value: origin === 'value' ? source : undefined,
      transform: given(transform),
      required: unless('required', required, false),
      default: given(fallback),
      max_length: typeof longest === 'number' ? longest : undefined,
      on_too_long: unless('on_too_long', tooLong, 'fail'),
      owner: unless('owner', owner, 'source'),
    });
  };

  return (
    <Modal opened={opened} onClose={onClose} title={column ? `Change ${textOf(before.id)}` : 'Add a column'} size="lg">
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Group grow align="flex-start">
            <TextInput label="Board column" description="Its id, as the board check lists it" required value={id} onChange={(event) => setId(event.currentTarget.value)} data-autofocus />
            <Select label="Type" description="As it is on the board" searchable allowDeselect={false} data={types.map((value) => ({ value, label: value.replaceAll('_', ' ') }))} value={type} onChange={(value) => setType(value ?? 'text')} />
          </Group>
          <Group align="flex-start" gap="sm" wrap="wrap">
            <Select label="Comes from" w={160} allowDeselect={false} data={[...ORIGINS]} value={origin} onChange={(value) => setOrigin((value ?? 'from') as Origin)} />
            <TextInput label={ORIGINS.find((one) => one.value === origin)?.label} description={ORIGIN_HELP[origin]} inputWrapperOrder={['label', 'input', 'description', 'error']} style={{ flex: '1 1 220px' }} required={transform.trim() === ''} value={source} onChange={(event) => setSource(event.currentTarget.value)} />
          </Group>
          <TextInput label="Transform" description="An expression in value and row, such as value.trim(); leave empty to take it as it is" classNames={{ input: 'mono' }} value={transform} onChange={(event) => setTransform(event.currentTarget.value)} />
          <Group grow align="flex-end">
            <TextInput label="When empty" placeholder="cleared on the board" value={fallback} onChange={(event) => setFallback(event.currentTarget.value)} />
            <Switch label="Required: a row without it fails" checked={required} onChange={(event) => setRequired(event.currentTarget.checked)} mb={8} />
          </Group>
          <Group grow align="flex-end">
            <NumberInput label="Longest text" placeholder="the board's limit" min={1} allowDecimal={false} hideControls value={longest} onChange={setLongest} />
            <Select label="When too long" allowDeselect={false} data={TOO_LONG} value={tooLong} onChange={(value) => setTooLong(value ?? 'fail')} />
          </Group>
          <Select label="Who decides its value" description={OWNERS.find((one) => one.value === owner)?.means} allowDeselect={false} data={OWNERS.map(({ value, label }) => ({ value, label }))} value={owner} onChange={(value) => setOwner(value ?? 'source')} />
          <Group justify="space-between" mt="xs">
            <Text size="xs" c="dimmed">
              It is saved with the mapping, after you have compared it.
            </Text>
            <Group gap="sm">
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit">Put it in</Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
