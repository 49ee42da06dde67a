import { Button, Group, NumberInput, Select, Stack, Switch, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { IconArrowUp, IconChevronDown, IconFlask, IconTrash } from '@/ui/icons';
import { Failed, Notice } from '@/ui/Notice';
import { changedStep, movedStep, renamedStep, type SequenceDocument, type Step, withoutStep } from './document';
import classes from './outreach.module.css';
import { type SequenceFinding, useTestText } from './sequences.api';
import { TextEditor } from './TextEditor';
import { QUESTION, STEP } from './words';

const OVER = ' ';

const THROUGH = [
  { value: 'any', label: 'whatever the account has credits for' },
  { value: 'classic', label: 'LinkedIn Premium' },
  { value: 'sales_navigator', label: 'Sales Navigator' },
  { value: 'recruiter', label: 'Recruiter' },
];

function Way({ label, value, steps, own, onChange }: { label: string; value: string | null | undefined; steps: Step[]; own: string; onChange: (to: string | null) => void }) {
  const data = [...steps.filter((step) => step.id !== own).map((step) => ({ value: step.id, label: `${step.id} (${STEP[step.type].label.toLowerCase()})` })), { value: OVER, label: 'completed' }];
  return <Select label={label} data={data} value={value ?? OVER} allowDeselect={false} searchable={steps.length > 10} onChange={(to) => onChange(to === OVER || to === null ? null : to)} />;
}

function Renaming({ id, taken, onRename }: { id: string; taken: (id: string) => boolean; onRename: (to: string) => void }) {
  const [name, setName] = useState(id);
  const wrong = !/^[a-z0-9][a-z0-9_-]{0,39}$/.test(name) ? 'Small letters, digits, hyphens' : name !== id && taken(name) ? 'Another step has it' : null;
  const done = () => {
    if (!wrong && name !== id) onRename(name);
  };
  return <TextInput label="Name of the step" description="It keeps its meaning over versions: a lead gets what it sends once." value={name} error={wrong} onChange={(event) => setName(event.currentTarget.value)} onBlur={done} onKeyDown={(event) => event.key === 'Enter' && done()} />;
}

function Trial({ sequence, step, before }: { sequence: string; step: Step; before: () => Promise<unknown> }) {
  const trial = useTestText(sequence);
  const run = useMutation({ mutationFn: async (variant: string | undefined) => { await before(); return trial.mutateAsync({ step: step.id, ...(variant ? { variant } : {}) }); } });
  return (
    <Stack gap={8}>
      <Group gap={8}>
        {(step.variants ?? [{ name: '' }]).map((variant) => (
          <Button key={variant.name} size="compact-sm" variant="default" leftSection={<IconFlask size={14} />} loading={run.isPending} onClick={() => run.mutate(variant.name || undefined)}>
            {step.type === 'email' ? 'Mail it to me' : 'Show an example'}
            {variant.name && `: ${variant.name}`}
          </Button>
        ))}
      </Group>
      {run.error ? <Failed error={run.error} /> : null}
      {run.data && (
        <>
          <div className={classes.bubble} data-ours="true">
            {run.data.rendering.subject && <b>{run.data.rendering.subject + '\n'}</b>}
            {run.data.rendering.text || 'Without a note'}
          </div>
          <Text size="xs" c="dimmed">
            {run.data.mailedTo ? `Mailed to ${run.data.mailedTo}.` : run.data.note}
          </Text>
        </>
      )}
    </Stack>
  );
}

/** What the chosen step does. */
export function StepPanel({ sequence, document, step, findings, before, onChange, onChoose }: { sequence: string; document: SequenceDocument; step: Step; findings: SequenceFinding[]; before: () => Promise<unknown>; onChange: (to: SequenceDocument, of?: string) => void; onChoose: (id: string | undefined) => void }) {
  const set = (values: Partial<Step>, of?: string) => onChange(changedStep(document, step.id, values), of && `${step.id} ${of}`);
  const ways = { steps: document.steps, own: step.id };
  const card = STEP[step.type];
  return (
    <Stack gap="sm">
      <Group justify="space-between" wrap="nowrap">
        <Title order={2} size="h4">
          {card.label}
        </Title>
        <Group gap={4} wrap="nowrap">
          <Button size="compact-sm" variant="subtle" color="gray" aria-label="Move up" onClick={() => onChange(movedStep(document, step.id, -1))}>
            <IconArrowUp size={15} />
          </Button>
          <Button size="compact-sm" variant="subtle" color="gray" aria-label="Move down" onClick={() => onChange(movedStep(document, step.id, 1))}>
            <IconChevronDown size={15} />
          </Button>
          <Button
            size="compact-sm"
            variant="subtle"
            color="red"
            aria-label="Remove the step"
            onClick={() => {
              onChange(withoutStep(document, step.id));
              onChoose(undefined);
            }}
          >
            <IconTrash size={15} />
          </Button>
        </Group>
      </Group>
      <Text size="sm" c="dimmed">
        {card.about}.
      </Text>
      {findings.map((finding) => (
        <Notice key={finding.message} tone={finding.severity === 'PROBLEM' ? 'bad' : 'warn'}>
          {finding.message}
        </Notice>
      ))}
      {step.variants && <TextEditor step={step} fields={document.fields} onChange={(variants, of) => set({ variants }, `variants ${of}`)} />}
      {step.type === 'invite' && <Switch label="Without its note where the account has none left" description="Free accounts have five noted invitations a month, of 200 characters." checked={step.bareWhereFree ?? true} onChange={(event) => set({ bareWhereFree: event.currentTarget.checked })} />}
      {step.type === 'inmail' && (
        <Select
          label="Through"
          description="Open profiles cost no credit; the others cost one of the product it goes through."
          allowDeselect={false}
          data={THROUGH}
          value={step.through ?? 'any'}
          onChange={(through) => set({ through: (through ?? 'any') as NonNullable<Step['through']> })}
        />
      )}
      {step.type === 'email' && <Switch label="Answers the mail before it" description="The subject stays, the thread goes on." checked={step.sameThread ?? false} onChange={(event) => set({ sameThread: event.currentTarget.checked })} />}
      {step.type === 'wait' && (
        <>
          <Group grow>
            <NumberInput label="How long" min={1} max={999} value={step.amount ?? 1} onChange={(value) => set({ amount: Number(value) || 1 }, 'amount')} />
            <Select
              label="Counted in"
              allowDeselect={false}
              data={[
                { value: 'hours', label: 'hours' },
                { value: 'days', label: 'days' },
                { value: 'working_days', label: 'working days' },
              ]}
              value={step.unit ?? 'days'}
              onChange={(unit) => set({ unit: (unit ?? 'days') as NonNullable<Step['unit']> })}
            />
          </Group>
          <NumberInput label="Up to so much longer, by chance" suffix=" %" min={0} max={100} value={step.jitter ?? 0} onChange={(value) => set({ jitter: Number(value) || 0 }, 'jitter')} />
        </>
      )}
      {step.type === 'condition' && (
        <>
          <Select label="What is asked" allowDeselect={false} data={Object.entries(QUESTION).map(([value, label]) => ({ value, label }))} value={step.question ?? 'connected'} onChange={(question) => set({ question: question ?? 'connected' })} />
          {step.question === 'field' && <TextInput label="Expression" description={'Such as title.contains("Head")'} value={step.expression ?? ''} classNames={{ input: 'mono' }} onChange={(event) => set({ expression: event.currentTarget.value }, 'expression')} />}
          <NumberInput label="Wait for a yes, in days" description="0: asked once" min={0} max={90} value={step.days ?? 0} onChange={(value) => set({ days: Number(value) || 0 }, 'days')} />
          <Way label="Yes" value={step.yes} {...ways} onChange={(yes) => set({ yes })} />
          <Way label="No" value={step.no} {...ways} onChange={(no) => set({ no })} />
          <Way label="Nobody can tell" value={step.unknown} {...ways} onChange={(unknown) => set({ unknown })} />
        </>
      )}
      {step.type === 'task' && (
        <>
          <Textarea label="What is to be done" autosize minRows={3} value={step.text ?? ''} onChange={(event) => set({ text: event.currentTarget.value }, 'text')} />
          <TextInput label="By whom" description="A user’s e-mail; empty: the owner of the sender" value={step.assignee ?? ''} onChange={(event) => set({ assignee: event.currentTarget.value }, 'assignee')} />
          <Switch label="The lead waits until it is done" checked={step.waits ?? true} onChange={(event) => set({ waits: event.currentTarget.checked })} />
        </>
      )}
      {step.type === 'flow' && <TextInput label="Name of the flow" value={step.flow ?? ''} onChange={(event) => set({ flow: event.currentTarget.value }, 'flow')} />}
      {step.type !== 'condition' && step.type !== 'end' && <Way label="Then" value={step.next} {...ways} onChange={(next) => set({ next })} />}
      {(step.variants || step.type === 'task') && <Trial key={step.id} sequence={sequence} step={step} before={before} />}
      <Renaming
        key={`name ${step.id}`}
        id={step.id}
        taken={(id) => document.steps.some((other) => other.id === id)}
        onRename={(to) => {
          onChange(renamedStep(document, step.id, to));
          onChoose(to);
        }}
      />
    </Stack>
  );
}
