import { Button, Group, Modal, Stack, Switch, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Lines, Loaded } from '@/ui/Loaded';
import { customerFields, type WritableField } from './customers.api';

const FIRST = ['givenName', 'familyName', 'email', 'phone', 'mobilePhone', 'title', 'company', 'owner', 'lastActivityAt', 'doNotContact'];

function inOrder(fields: WritableField[]): WritableField[] {
  const place = (name: string) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  return fields.filter((field) => field.name !== 'fullName').sort((one, other) => place(one.name) - place(other.name));
}

interface PersonFormProps {
  title: string;
  opened: boolean;
  busy: boolean;
  before: Record<string, unknown>;
  close: () => void;
  /** Only what changed; null takes a value away. */
  save: (values: Record<string, unknown>) => void;
}

function Form({ before, busy, close, save }: Omit<PersonFormProps, 'title' | 'opened'>) {
  const query = useQuery(customerFields());
  const [values, setValues] = useState<Record<string, unknown>>({});
  const of = (name: string) => (name in values ? values[name] : before[name]);
  const set = (name: string, value: unknown) => setValues((all) => ({ ...all, [name]: value }));
  return (
    <Loaded query={query} skeleton={<Lines rows={8} height={34} />}>
      {({ people }) => (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            save(Object.fromEntries(Object.entries(values).filter(([name, value]) => (value ?? '') !== (before[name] ?? '')).map(([name, value]) => [name, value === '' ? null : value])));
          }}
        >
          <Stack gap="sm">
            {inOrder(people).map((field) =>
              field.type === 'FLAG' ? (
                <Switch key={field.name} label={field.label} description={field.about} checked={Boolean(of(field.name))} onChange={(event) => set(field.name, event.currentTarget.checked)} />
              ) : (
                <TextInput
                  key={field.name}
                  label={field.label}
                  description={field.about}
                  type={field.type === 'DATE' ? 'date' : 'text'}
                  placeholder={field.type === 'TIME' ? '2026-05-01T00:00:00Z' : undefined}
                  value={String(of(field.name) ?? '')}
                  onChange={(event) => set(field.name, event.currentTarget.value)}
                />
              ),
            )}
            <Group justify="flex-end" mt="sm">
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
              <Button type="submit" loading={busy} disabled={Object.keys(values).length === 0}>
                Save
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Loaded>
  );
}

export function PersonForm({ title, opened, close, ...rest }: PersonFormProps) {
  return (
    <Modal opened={opened} onClose={close} title={title} size="lg">
      <Form close={close} {...rest} />
    </Modal>
  );
}
