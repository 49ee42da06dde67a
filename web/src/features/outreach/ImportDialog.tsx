import { Button, FileInput, Group, Modal, Progress, Stack, Switch, Tabs, Text } from '@mantine/core';
import { useState } from 'react';
import { count } from '@/lib/format';
import { useMay } from '@/ui/access';
import { IconUpload } from '@/ui/icons';
import { Failed } from '@/ui/Notice';
import { say } from '@/ui/toast';
import { ImportCustomers } from './ImportCustomers';
import { ImportOutcome } from './ImportOutcome';
import { type ImportAnswer, useImportLeads } from './leads.api';

/** Leads of a file: looked through first, taken on a second click. */
function FromFile({ sequence, close }: { sequence: string; close: () => void }) {
  const [file, setFile] = useState<File | null>(null);
  const [share, setShare] = useState(0);
  const [way, setWay] = useState({ again: false, asCustomers: true });
  const [seen, setSeen] = useState<ImportAnswer>();
  const taking = useImportLeads(sequence);
  const send = (chosen: File, dry: boolean, by = way) => {
    setShare(0);
    taking.mutate(
      { file: chosen, dry, ...by, progress: setShare },
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
  };
  const turn = (values: Partial<typeof way>) => {
    const by = { ...way, ...values };
    setWay(by);
    if (file) send(file, true, by);
  };
  return (
      <Stack gap="sm">
        <Text size="sm">
          A CSV file with a header: LinkedIn address, e-mail, first name, last name, company and whatever your texts read. Columns like “status” or “invited at” tell what another tool has done already; nothing of that is sent again.
        </Text>
        <FileInput
          label="File"
          placeholder="Choose a CSV file"
          accept=".csv,text/csv"
          leftSection={<IconUpload size={16} />}
          value={file}
          onChange={(chosen) => {
            setFile(chosen);
            setSeen(undefined);
            if (chosen) send(chosen, true);
          }}
        />
        <Switch label="Also people who went through this sequence before" checked={way.again} onChange={(event) => turn({ again: event.currentTarget.checked })} />
        <Switch label="Make customers of people who are none yet" description="Their page among the customers then tells of this too." checked={way.asCustomers} onChange={(event) => turn({ asCustomers: event.currentTarget.checked })} />
        {taking.isPending && <Progress value={share * 100} animated aria-label="Sending the file" />}
        {taking.error ? <Failed error={taking.error} /> : null}
        {seen && <ImportOutcome of={seen} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button disabled={!file || !seen || seen.taken === 0} loading={taking.isPending} onClick={() => file && send(file, false)}>
            {seen ? `Take ${count(seen.taken, 'lead', 'leads')}` : 'Take them'}
          </Button>
        </Group>
      </Stack>
  );
}

/** Puts leads into a sequence: those of a file, or customers. */
export function ImportDialog({ sequence, close }: { sequence: string; close: () => void }) {
  const may = useMay();
  return (
    <Modal opened onClose={close} title="Put leads in" size="lg">
      {may('customers:read') ? (
        <Tabs defaultValue="file" keepMounted={false}>
          <Tabs.List mb="sm">
            <Tabs.Tab value="file">A file</Tabs.Tab>
            <Tabs.Tab value="customers">From customers</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="file">
            <FromFile sequence={sequence} close={close} />
          </Tabs.Panel>
          <Tabs.Panel value="customers">
            <ImportCustomers sequence={sequence} close={close} />
          </Tabs.Panel>
        </Tabs>
      ) : (
        <FromFile sequence={sequence} close={close} />
      )}
    </Modal>
  );
}
