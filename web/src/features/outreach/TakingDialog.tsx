import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { connections } from '@/api/queries';
import { Failed } from '@/ui/Notice';
import { say } from '@/ui/toast';
import { useTakeSenders } from './senders.api';

/** Takes accounts of a service in as senders, or a mailbox of the own mail server. */
export function TakingDialog({ close }: { close: () => void }) {
  const query = useQuery(connections());
  const services = (query.data?.items ?? []).filter((one) => one.vendor === 'unipile');
  const OWN = 'own mail server';
  const [from, setFrom] = useState<string | null>(null);
  const [address, setAddress] = useState('');
  const [name, setName] = useState('');
  const [zone, setZone] = useState(Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [country, setCountry] = useState('');
  const taking = useTakeSenders();
  const chosen = from ?? services[0]?.name ?? OWN;
  return (
    <Modal opened onClose={close} title="Add senders" size="md">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          taking.mutate(chosen === OWN ? { connection: null, account: address.trim(), name: name.trim(), zone, country } : { connection: chosen, account: null, name: null, zone, country }, {
            onSuccess: (made) => {
              say(`${made.items.length} taken in. Their owners have to agree before anything goes out.`);
              close();
            },
          });
        }}
      >
        <Stack gap="sm">
          {taking.error ? <Failed error={taking.error} /> : null}
          <Select label="From" data={[...services.map((one) => ({ value: one.name, label: `All accounts of ${one.name}` })), { value: OWN, label: 'A mailbox of our own mail server' }]} value={chosen} onChange={setFrom} allowDeselect={false} />
          {services.length === 0 && <Text size="sm" c="dimmed">For LinkedIn, make a connection to Unipile first, under Connections.</Text>}
          {chosen === OWN && (
            <>
              <TextInput label="Address" type="email" required value={address} onChange={(event) => setAddress(event.currentTarget.value)} />
              <TextInput label="Name of the sender" required value={name} onChange={(event) => setName(event.currentTarget.value)} />
            </>
          )}
          <TextInput label="Time zone" required value={zone} onChange={(event) => setZone(event.currentTarget.value)} />
          <TextInput label="Country" description="Two letters, for holidays" maxLength={2} value={country} onChange={(event) => setCountry(event.currentTarget.value.toUpperCase())} />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={taking.isPending}>
              Take in
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
