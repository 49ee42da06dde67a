import { Button, Group, NumberInput, Stack, Text, Textarea, TextInput, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { IconPlus, IconTrash } from '@/ui/icons';
import type { Step, Variant } from './document';
import classes from './outreach.module.css';
import { tokens } from './sequences.api';

const COMMON = ['first_name', 'company', 'title', 'city', 'sender_first_name'];

function One({ of, alone, subject, invite, onChange, onRemove, fields }: { of: Variant; alone: boolean; subject: boolean; invite: boolean; onChange: (to: Variant, what: string) => void; onRemove: () => void; fields: string[] }) {
  const area = useRef<HTMLTextAreaElement>(null);
  const { data } = useQuery(tokens());
  const put = (name: string) => {
    const at = area.current?.selectionStart ?? of.text.length;
    const token = `{{ ${name} }}`;
    onChange({ ...of, text: of.text.slice(0, at) + token + of.text.slice(at) }, 'text');
    area.current?.focus();
  };
  const known = data?.items.map((token) => token.name) ?? [];
  const shown = [...COMMON, ...fields, ...(subject ? ['unsubscribe_url'] : [])].filter((name) => known.length === 0 || known.includes(name) || fields.includes(name));
  const name = of.name || 'the text';
  return (
    <Stack gap={8}>
      {!alone && (
        <Group gap={8} align="flex-end" wrap="nowrap">
          <TextInput size="xs" label="Variant" value={of.name} maxLength={40} onChange={(event) => onChange({ ...of, name: event.currentTarget.value }, 'name')} style={{ flex: 1 }} />
          <NumberInput size="xs" label="Share" suffix=" %" min={0} max={100} value={of.weight} onChange={(value) => onChange({ ...of, weight: Number(value) || 0 }, 'weight')} w={86} />
          <Button size="xs" variant="subtle" color="red" aria-label={`Remove variant ${name}`} onClick={onRemove}>
            <IconTrash size={15} />
          </Button>
        </Group>
      )}
      {subject && <TextInput label="Subject" value={of.subject ?? ''} maxLength={500} onChange={(event) => onChange({ ...of, subject: event.currentTarget.value }, 'subject')} />}
      <Textarea
        ref={area}
        label={invite ? 'Note' : 'Text'}
        description={invite ? 'Empty: the invitation goes without one. 300 characters, 200 from a free account.' : '{Hi|Hello} takes one of the two for each lead; {{ first_name | default: "there" }} where the name may be missing.'}
        autosize
        minRows={invite ? 3 : 6}
        maxRows={20}
        maxLength={20_000}
        value={of.text}
        onChange={(event) => onChange({ ...of, text: event.currentTarget.value }, 'text')}
      />
      <div className={classes.tokens} role="group" aria-label="Put in a token">
        {shown.map((token) => (
          <UnstyledButton key={token} onClick={() => put(token)} style={{ padding: '2px 9px', minHeight: 24, border: '1px solid var(--line-strong)', borderRadius: 99, fontSize: 12 }}>
            {token}
          </UnstyledButton>
        ))}
      </div>
    </Stack>
  );
}

/** The texts of a step: one, or variants that share the leads among them. */
export function TextEditor({ step, onChange, fields }: { step: Step; onChange: (variants: Variant[], of: string) => void; fields: string[] }) {
  const variants = step.variants ?? [];
  const subject = step.type === 'email' || step.type === 'inmail';
  const add = () => {
    const share = Math.floor(100 / (variants.length + 1));
    const named = variants.map((one, at) => ({ ...one, name: one.name || String.fromCharCode(97 + at), weight: share }));
    onChange([...named, { ...(named[0] ?? { text: '' }), name: String.fromCharCode(97 + named.length), weight: 100 - share * named.length }], 'variants');
  };
  const drop = (at: number) => {
    const left = variants.filter((_, place) => place !== at);
    onChange(left.length === 1 && left[0] ? [{ ...left[0], name: '', weight: 100 }] : left, 'variants');
  };
  return (
    <Stack gap="md">
      {variants.map((one, at) => (
        <One
          key={at}
          of={one}
          alone={variants.length === 1}
          subject={subject}
          invite={step.type === 'invite'}
          fields={fields}
          onChange={(to, what) => onChange(variants.map((other, place) => (place === at ? to : other)), `${at} ${what}`)}
          onRemove={() => drop(at)}
        />
      ))}
      <Group justify="space-between">
        <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} />} disabled={variants.length >= 8} onClick={add}>
          Try another text beside it
        </Button>
        {variants.length > 1 && (
          <Text size="xs" c="dimmed">
            Each lead keeps its text.
          </Text>
        )}
      </Group>
    </Stack>
  );
}
