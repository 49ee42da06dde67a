import { ActionIcon, Button, Group, NumberInput, Select, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { count } from '@/lib/format';
import { useMay } from '@/ui/access';
import { IconTrash } from '@/ui/icons';
import { Failed } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import { Time } from '@/ui/Time';
import { say, sayProblem } from '@/ui/toast';
import { type Settings, type Survivor, useLearn, useSaveSettings } from './matching.api';
import classes from './matching.module.css';
import { FIELDS, RULES } from './survivors';

function Percent({ label, description, value, set, min, max, error, disabled }: { label: string; description: string; value: number | string; set: (value: number | string) => void; min: number; max: number; error?: string | undefined; disabled: boolean }) {
  return <NumberInput label={label} description={description} suffix=" %" decimalScale={2} step={1} min={min} max={max} clampBehavior="blur" value={value} onChange={set} error={error} disabled={disabled} />;
}

const round = (share: number) => Math.round(share * 10_000) / 100;
const part = (percent: number | string) => Math.round(Number(percent) * 100) / 10_000;

export function SettingsPanel({ of }: { of: Settings }) {
  const may = useMay()('customers:write');
  const save = useSaveSettings();
  const learn = useLearn();
  const [same, setSame] = useState<number | string>(round(of.same));
  const [review, setReview] = useState<number | string>(round(of.review));
  const [promise, setPromise] = useState<number | string>(round(of.promise));
  const [survivors, setSurvivors] = useState(of.survivors);
  const input = { same: part(same), review: part(review), promise: part(promise), survivors };
  const changed = JSON.stringify(input) !== JSON.stringify({ same: part(round(of.same)), review: part(round(of.review)), promise: part(round(of.promise)), survivors: of.survivors });
  const wrong = [same, review, promise].some((one) => one === '') ? 'Fill it in.' : input.review > input.same ? 'Not above the one for taking without a look.' : undefined;
  const free = Object.entries(FIELDS).filter(([field]) => !(field in survivors));
  return (
    <Panel title="Settings">
      <Stack>
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          <Percent label="Same, without a look, from" description="Surer ones are taken at once." value={same} set={setSame} min={50} max={99.99} disabled={!may} />
          <Percent label="To be reviewed from" description="Less likely ones are new customers." value={review} set={setReview} min={1} max={99.99} error={wrong} disabled={!may} />
          <Percent label="Promise: right ones at least" description="What the proposed threshold has to keep." value={promise} set={setPromise} min={50} max={99.99} disabled={!may} />
        </SimpleGrid>
        <div>
          <Title order={3}>Which value stays when two become one</Title>
          <Text size="sm" c="dimmed" mb="xs">
            Without a rule, that of the customer who is kept; what only one of them knows always stays.
          </Text>
          <Stack gap="xs">
            {Object.entries(survivors).map(([field, rule]) => (
              <div key={field} className={classes.rule}>
                <Text size="sm">{FIELDS[field] ?? field}</Text>
                <Select
                  aria-label={`Which ${FIELDS[field] ?? field} stays`}
                  data={Object.entries(RULES).map(([value, label]) => ({ value, label }))}
                  value={rule}
                  onChange={(value) => value && setSurvivors({ ...survivors, [field]: value as Survivor })}
                  allowDeselect={false}
                  disabled={!may}
                />
                {may && (
                  <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`No rule for ${FIELDS[field] ?? field}`} onClick={() => setSurvivors(Object.fromEntries(Object.entries(survivors).filter(([other]) => other !== field)))}>
                    <IconTrash size={16} />
                  </ActionIcon>
                )}
              </div>
            ))}
            {may && free.length > 0 && (
              <Select
                maw={320}
                aria-label="A rule for another field"
                placeholder="A rule for another field …"
                searchable
                data={free.map(([value, label]) => ({ value, label }))}
                value={null}
                onChange={(value) => value && setSurvivors({ ...survivors, [value]: 'NEWEST' })}
              />
            )}
          </Stack>
        </div>
        {save.error ? <Failed error={save.error} /> : null}
        <Group justify="space-between" gap="sm">
          <Text size="sm" c="dimmed">
            {of.learntAt ? (
              <>
                Weights were learnt <Time at={of.learntAt} /> from {count(of.learntFrom, 'customer')}.
              </>
            ) : (
              'Weights are learnt by themselves, without examples, when the first flow matches.'
            )}
          </Text>
          {may && (
            <Group gap="sm">
              <Button variant="default" loading={learn.isPending} onClick={() => learn.mutate(undefined, { onSuccess: (now) => say(`Learnt from ${count(now.learntFrom, 'customer')}.`), onError: sayProblem })}>
                Learn anew
              </Button>
              <Button disabled={!changed || wrong !== undefined} loading={save.isPending} onClick={() => save.mutate(input, { onSuccess: () => say('Saved.') })}>
                Save
              </Button>
            </Group>
          )}
        </Group>
      </Stack>
    </Panel>
  );
}
