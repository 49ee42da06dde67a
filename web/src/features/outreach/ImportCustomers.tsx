import { Button, Group, NumberInput, SegmentedControl, Select, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { tags } from '@/api/tags';
import { count } from '@/lib/format';
import { useMay } from '@/ui/access';
import { Failed } from '@/ui/Notice';
import { say } from '@/ui/toast';
import { ImportOutcome } from './ImportOutcome';
import { companiesLike, type CustomerChoice, type ImportAnswer, useImportCustomers } from './leads.api';
import { linesOf } from './people';

function Company({ choose }: { choose: (id: string | null) => void }) {
  const [words, setWords] = useState('');
  const [asked] = useDebouncedValue(words, 250);
  const [chosen, setChosen] = useState<{ value: string; label: string } | null>(null);
  const { data } = useQuery(companiesLike(asked));
  const found = data?.items.map((one) => ({ value: one.id, label: one.name })) ?? [];
  return (
    <Select
      label="Company"
      placeholder="Any; type two letters"
      searchable
      clearable
      nothingFoundMessage={asked.trim().length > 1 ? 'None like that' : undefined}
      data={chosen && !found.some((one) => one.value === chosen.value) ? [chosen, ...found] : found}
      value={chosen?.value ?? null}
      searchValue={words}
      onSearchChange={setWords}
      onChange={(value, option) => {
        setChosen(value ? { value, label: option?.label ?? value } : null);
        choose(value);
      }}
    />
  );
}

/** Customers into a sequence: whom, who can be and who cannot, and then in. */
export function ImportCustomers({ sequence, close }: { sequence: string; close: () => void }) {
  const may = useMay();
  const [by, setBy] = useState<'filter' | 'list'>('filter');
  const [choice, setChoice] = useState<CustomerChoice>({});
  const [list, setList] = useState('');
  const [again, setAgain] = useState(false);
  const [mostPerCompany, setMost] = useState(0);
  const [seen, setSeen] = useState<ImportAnswer>();
  const taking = useImportCustomers();
  const tagList = useQuery({ ...tags(), enabled: may('tags:read') });
  const lines = linesOf(list);
  const narrowed = by === 'list' ? lines.length > 0 : Boolean(choice.q?.trim() || choice.tag || choice.company);
  const customers: CustomerChoice = by === 'list' ? { list: lines } : choice;
  const change = (values: Partial<CustomerChoice>) => {
    setSeen(undefined);
    setChoice({ ...choice, ...values });
  };
  const send = (dry: boolean) =>
    taking.mutate(
      { sequence, customers, dry, again, mostPerCompany },
      {
        onSuccess: (answer) => {
          if (dry) setSeen(answer);
          else {
            say(`${count(answer.taken, 'lead is', 'leads are')} in.`);
            close();
          }
        },
      },
    );
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label="How they are chosen"
        fullWidth
        data={[
          { value: 'filter', label: 'Who fits' },
          { value: 'list', label: 'A list' },
        ]}
        value={by}
        onChange={(value) => {
          setSeen(undefined);
          setBy(value as typeof by);
        }}
      />
      {by === 'filter' ? (
        <>
          <TextInput label="Search" placeholder="Name, e-mail, phone, company" value={choice.q ?? ''} onChange={(event) => change({ q: event.currentTarget.value })} />
          <Group grow align="flex-start">
            {may('tags:read') && <Select label="Tag" placeholder="Any" searchable clearable data={tagList.data?.items.map((tag) => ({ value: tag.id, label: tag.name })) ?? []} value={choice.tag ?? null} onChange={(tag) => change({ tag })} />}
            <Company choose={(company) => change({ company })} />
          </Group>
          <Text size="xs" c="dimmed">
            Who fits all of it, at most 10,000 at once.
          </Text>
        </>
      ) : (
        <Textarea
          label="E-mail or LinkedIn addresses"
          description="One a line, of people who are customers"
          autosize
          minRows={4}
          maxRows={10}
          value={list}
          onChange={(event) => {
            setSeen(undefined);
            setList(event.currentTarget.value);
          }}
        />
      )}
      <Group grow align="flex-end">
        <NumberInput
          label="Of one company at once"
          description="0: as many as there are"
          min={0}
          max={1000}
          value={mostPerCompany}
          onChange={(value) => {
            setSeen(undefined);
            setMost(Number(value) || 0);
          }}
        />
        <Switch
          label="Also who went through it before"
          checked={again}
          onChange={(event) => {
            setSeen(undefined);
            setAgain(event.currentTarget.checked);
          }}
          pb={6}
        />
      </Group>
      {taking.error ? <Failed error={taking.error} /> : null}
      {seen && <ImportOutcome of={seen} what={['customer', 'customers']} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        {seen ? (
          <Button disabled={seen.taken === 0} loading={taking.isPending} onClick={() => send(false)}>
            Take {count(seen.taken, 'lead', 'leads')}
          </Button>
        ) : (
          <Button disabled={!narrowed} loading={taking.isPending} onClick={() => send(true)}>
            See who that is
          </Button>
        )}
      </Group>
    </Stack>
  );
}
