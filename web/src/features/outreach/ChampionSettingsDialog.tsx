import { Button, Group, Modal, NumberInput, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { championSettings, type ChampionSettings, type KeptChampionSettings, useSetChampions } from '@/api/champions';
import { Lines, Loaded } from '@/ui/Loaded';
import { Failed } from '@/ui/Notice';
import { itemsOf } from '@/ui/paged';
import { say } from '@/ui/toast';
import { sequences } from './sequences.api';

function Form({ kept, close }: { kept: KeptChampionSettings; close: () => void }) {
  const [set, setSet] = useState<ChampionSettings>(kept.settings);
  const saving = useSetChampions();
  const all = useInfiniteQuery(sequences('LIVE'));
  const names = all.data ? itemsOf(all.data).map((one) => one.name) : [];
  const put = (change: Partial<ChampionSettings>) => setSet((before) => ({ ...before, ...change }));
  const writing = set.writing;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate(
          { settings: set, version: kept.version },
          {
            onSuccess: () => {
              say('Saved.');
              close();
            },
          },
        );
      }}
    >
      <Stack gap="sm">
        {saving.error ? <Failed error={saving.error} /> : null}
        <TextInput label="People with this tag are followed" value={set.tag} onChange={(event) => put({ tag: event.currentTarget.value })} placeholder="none" />
        <Switch label="People whose lead replied are followed too" checked={set.replied} onChange={(event) => put({ replied: event.currentTarget.checked })} />
        <Group grow align="flex-start">
          <NumberInput label="Look every" suffix=" days" min={1} max={365} allowDecimal={false} value={set.everyDays} onChange={(value) => put({ everyDays: Number(value) || 1 })} />
          <NumberInput label="Share of the day’s visits" suffix=" %" min={1} max={100} allowDecimal={false} value={set.share} onChange={(value) => put({ share: Number(value) || 1 })} />
        </Group>
        <Switch label="Act on a move without a person" checked={set.automatic} onChange={(event) => put({ automatic: event.currentTarget.checked })} />
        {set.automatic && <NumberInput label="Only when so sure" suffix=" %" min={90} max={99} allowDecimal={false} value={set.threshold} onChange={(value) => put({ threshold: Number(value) || 90 })} description="One sign alone is never enough, whatever stands here." />}
        <TextInput label="The record they left is tagged" required value={set.leftTag} onChange={(event) => put({ leftTag: event.currentTarget.value })} />
        <Select label="Who moved enters" data={set.sequence && !names.includes(set.sequence) ? [set.sequence, ...names] : names} value={set.sequence || null} onChange={(value) => put({ sequence: value ?? '' })} placeholder="no sequence" clearable searchable />
        <Switch label="The owner gets a mail" checked={set.mail} onChange={(event) => put({ mail: event.currentTarget.checked })} />
        <Switch
          label="Propose it to the CRM"
          description="Reviewed and approved there, like everything that is written back."
          checked={Boolean(writing)}
          onChange={(event) => put({ writing: event.currentTarget.checked ? { connection: 'salesforce', object: 'Contact', field: 'Description', value: 'Left company' } : null })}
        />
        {writing && (
          <Group grow align="flex-start">
            <TextInput label="Connection" required value={writing.connection} onChange={(event) => put({ writing: { ...writing, connection: event.currentTarget.value } })} />
            <TextInput label="Field" required value={writing.field} onChange={(event) => put({ writing: { ...writing, field: event.currentTarget.value } })} />
            <TextInput label="Value" required value={writing.value} onChange={(event) => put({ writing: { ...writing, value: event.currentTarget.value } })} />
          </Group>
        )}
        <Text size="xs" c="dimmed">
          Looks count against the accounts’ own limits of visits, in their hours, with pauses between them.
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={saving.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

export function ChampionSettingsDialog({ close }: { close: () => void }) {
  const query = useQuery({ ...championSettings(), staleTime: 0 });
  return (
    <Modal opened onClose={close} title="How champions are followed" size="lg">
      <Loaded query={query} skeleton={<Lines rows={8} />}>
        {(kept) => <Form key={kept.version} kept={kept} close={close} />}
      </Loaded>
    </Modal>
  );
}
