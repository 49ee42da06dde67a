import { Button, Group, Modal, Stack, Switch, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Lines, Loaded } from '@/ui/Loaded';
import { customerFields, type Kind, type WritableField } from './customers.api';

const FIRST: Record<Kind, string[]> = {
  people: ['givenName', 'familyName', 'email', 'phone', 'mobilePhone', 'title', 'company', 'owner', 'lastActivityAt', 'doNotContact'],
  companies: ['name', 'domain', 'website', 'email', 'phone', 'street', 'postalCode', 'city', 'region', 'country', 'industry', 'owner', 'doNotContact'],
};
/** What was said about consent is written down with its evidence, in a form of its own. */
const ELSEWHERE = /(OptOut|Consent)$/;

function inOrder(kind: Kind, fields: WritableField[]): WritableField[] {
  const first = FIRST[kind];
  const place = (name: string) => (first.includes(name) ? first.indexOf(name) : first.length);
  return fields.filter((field) => field.name !== 'fullName' && !ELSEWHERE.test(field.name)).sort((one, other) => place(one.name) - place(other.name));
}

interface CustomerFormProps {
  kind: Kind;
  title: string;
  opened: boolean;
  busy: boolean;
  before: Record<string, unknown>;
  close: () => void;
  /** Only what changed; null takes a value away. */
  save: (values: Record<string, unknown>) => void;
}

function Form({ kind, before, busy, close, save }: Omit<CustomerFormProps, 'title' | 'opened'>) {
  const query = useQuery(customerFields());
  const [values, setValues] = useState<Record<string, unknown>>({});
  const of = (name: string) => (name in values ? values[name] : before[name]);
  const set = (name: string, value: unknown) => setValues((all) => ({ ...all, [name]: value }));
  return (
    <Loaded query={query} skeleton={<Lines rows={8} height={34} />}>
      {(fields) => (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            save(Object.fromEntries(Object.entries(values).filter(([name, value]) => (value ?? '') !== (before[name] ?? '')).map(([name, value]) => [name, value === '' ? null : value])));
          }}
        >
          <Stack gap="sm">
            {inOrder(kind, fields[kind]).map((field) =>
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

/** Adds a customer, or changes one. */
export function CustomerForm({ title, opened, close, ...rest }: CustomerFormProps) {
  return (
    <Modal opened={opened} onClose={close} title={title} size="lg">
      <Form close={close} {...rest} />
    </Modal>
  );
}
