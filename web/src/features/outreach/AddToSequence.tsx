import { Button, Group, Modal, Select, Stack, Switch, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { count } from '@/lib/format';
import { useMay } from '@/ui/access';
import { IconSend } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Failed } from '@/ui/Notice';
import { itemsOf } from '@/ui/paged';
import type { PeopleMeant } from '@/ui/PeopleActs';
import { say } from '@/ui/toast';
import { ImportOutcome } from './ImportOutcome';
import { type ImportAnswer, useImportCustomers } from './leads.api';
import { sequences } from './sequences.api';

function Adding({ people, name, close }: PeopleMeant & { close: () => void }) {
  const query = useInfiniteQuery(sequences(undefined));
  const taking = useImportCustomers();
  const [sequence, setSequence] = useState<string | null>(null);
  const [again, setAgain] = useState(false);
  const [seen, setSeen] = useState<ImportAnswer>();
  const look = (id: string | null, once: boolean) => {
    setSeen(undefined);
    if (id) taking.mutate({ sequence: id, people, dry: true, again: once, mostPerCompany: 0 }, { onSuccess: setSeen });
  };
  return (
    <Modal opened onClose={close} title="Add to a sequence" size="md">
      <Loaded query={query} skeleton={<Lines rows={3} />}>
        {(data) => {
          const open = itemsOf(data).filter((one) => one.version != null && one.state !== 'ARCHIVED');
          return (
            <Stack gap="sm">
              <Text size="sm" className="wrap">
                {name}: who may not be written to, or is at work already, is left out.
              </Text>
              <Select
                label="Sequence"
                placeholder={open.length ? 'Choose one' : 'None is published yet'}
                searchable
                data={open.map((one) => ({ value: one.id, label: one.state === 'PAUSED' ? `${one.name} (paused)` : one.name }))}
                value={sequence}
                onChange={(id) => {
                  setSequence(id);
                  look(id, again);
                }}
              />
              <Switch
                label="Also if they went through it before"
                checked={again}
                onChange={(event) => {
                  setAgain(event.currentTarget.checked);
                  look(sequence, event.currentTarget.checked);
                }}
              />
              {taking.error ? <Failed error={taking.error} /> : null}
              {seen && <ImportOutcome of={seen} what={['person', 'people']} />}
              <Group justify="flex-end">
                <Button variant="default" onClick={close}>
                  Cancel
                </Button>
                <Button
                  disabled={!sequence || !seen || seen.taken === 0}
                  loading={taking.isPending}
                  onClick={() =>
                    sequence &&
                    taking.mutate(
                      { sequence, people, dry: false, again, mostPerCompany: 0 },
                      {
                        onSuccess: (answer) => {
                          say(`${count(answer.taken, 'lead is', 'leads are')} in.`);
                          close();
                        },
                      },
                    )
                  }
                >
                  Add
                </Button>
              </Group>
            </Stack>
          );
        }}
      </Loaded>
    </Modal>
  );
}

/** Takes customers who are shown into a sequence. */
export default function AddToSequence({ people, name }: PeopleMeant) {
  const may = useMay();
  const [open, setOpen] = useState(false);
  if (!may('outreach:run') || people.length === 0) return null;
  return (
    <>
      <Button size={people.length > 1 ? 'compact-sm' : undefined} variant="default" leftSection={<IconSend size={16} />} onClick={() => setOpen(true)}>
        Add to a sequence
      </Button>
      {open && <Adding people={people} name={name} close={() => setOpen(false)} />}
    </>
  );
}
