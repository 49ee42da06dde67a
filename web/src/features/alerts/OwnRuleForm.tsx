import { Button, Group, Modal, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Failed } from '@/ui/Notice';
import { say } from '@/ui/toast';
import { type Comparison, ruleSubjects, useAddRule } from './alerts.api';

const METRICS = [
  { value: 'volume', label: 'Records of a run' },
  { value: 'failed-share', label: 'Share of failed records' },
  { value: 'error-rate', label: 'Share of failed runs' },
  { value: 'duplicate-share', label: 'Share of duplicates' },
  { value: 'null-rate', label: 'Share of records without a value in a field' },
];

/** A rule that compares runs of a flow with what was usual in the weeks before. */
export function OwnRuleForm({ onClose }: { onClose: () => void }) {
  const add = useAddRule();
  const { data: flows } = useQuery(ruleSubjects());
  const [title, setTitle] = useState('');
  const [subject, setSubject] = useState<string | null>(null);
  const [condition, setCondition] = useState<Omit<Comparison, 'subject'>>({ metric: 'volume', direction: 'BELOW', factor: 3, weeks: 4, minRuns: 5 });
  const set = (change: Partial<Comparison>) => setCondition((before) => ({ ...before, ...change }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!subject) return;
    add.mutate(
      { title, condition: { ...condition, subject, field: condition.metric === 'null-rate' ? condition.field : undefined } },
      {
        onSuccess: () => {
          say(`“${title}” watches from now on.`);
          onClose();
        },
      },
    );
  };
  return (
    <Modal opened onClose={onClose} title="A rule of your own" size="lg">
      <form onSubmit={submit}>
        <Stack gap="sm">
          {add.error && <Failed error={add.error} />}
          <TextInput label="Title" placeholder="Far fewer contacts than usual" required maxLength={200} value={title} onChange={(event) => setTitle(event.currentTarget.value)} data-autofocus />
          <Select label="Flow" required searchable allowDeselect={false} nothingFoundMessage="No flow of that name" data={(flows?.items ?? []).map((flow) => ({ value: flow.id, label: flow.title }))} value={subject} onChange={setSubject} />
          <Select label="What is looked at" allowDeselect={false} data={METRICS} value={condition.metric} onChange={(metric) => set({ metric: metric ?? 'volume', direction: metric === 'volume' ? 'BELOW' : 'ABOVE' })} />
          {condition.metric === 'null-rate' && <TextInput label="Field" required value={condition.field ?? ''} onChange={(event) => set({ field: event.currentTarget.value })} />}
          <Group grow align="flex-start">
            <Select
              label="Raised when it is"
              allowDeselect={false}
              data={[
                { value: 'ABOVE', label: 'more than usual' },
                { value: 'BELOW', label: 'less than usual' },
              ]}
              value={condition.direction}
              onChange={(direction) => set({ direction: direction as Comparison['direction'] })}
            />
            <NumberInput label="By the factor" min={1.1} max={1000} step={0.5} value={condition.factor} onChange={(factor) => set({ factor: Number(factor) || 2 })} />
          </Group>
          <Group grow align="flex-start">
            <NumberInput label="Compared with the last" suffix=" weeks" min={1} max={52} value={condition.weeks} onChange={(weeks) => set({ weeks: Number(weeks) || 4 })} />
            <NumberInput label="Silent until there were" suffix=" runs" min={1} max={1000} value={condition.minRuns} onChange={(minRuns) => set({ minRuns: Number(minRuns) || 5 })} />
          </Group>
          <Group justify="flex-end" gap="sm" mt="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={add.isPending} disabled={!subject}>
              Add
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
