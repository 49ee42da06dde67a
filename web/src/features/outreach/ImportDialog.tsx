import { Button, FileInput, Group, Modal, Progress, Stack, Switch, Text } from '@mantine/core';
import { useState } from 'react';
import { count, number } from '@/lib/format';
import { IconUpload } from '@/ui/icons';
import { Failed, Notice } from '@/ui/Notice';
import { say } from '@/ui/toast';
import { type ImportAnswer, useImportLeads } from './leads.api';
import { LEAD_STATE } from './words';

function Outcome({ of }: { of: ImportAnswer }) {
  const left = of.lines.filter((line) => line.why);
  return (
    <Stack gap={8}>
      <Notice tone={of.taken > 0 ? 'good' : 'warn'} title={`${number(of.taken)} of ${count(of.rows, 'row', 'rows')} can be taken`}>
        {of.left > 0 ? `${number(of.left)} cannot, for the reasons below.` : 'All of them.'}
      </Notice>
      <Text size="sm" c="dimmed" className="wrap">
        {Object.entries(of.columns)
          .map(([column, field]) => `${column} → ${field}`)
          .join(', ')}
      </Text>
      {Object.entries(of.states).some(([state]) => state !== 'PENDING_INVITE') && (
        <Text size="sm">
          Done by another tool already:{' '}
          {Object.entries(of.states)
            .filter(([state]) => state !== 'PENDING_INVITE')
            .map(([state, leads]) => `${number(leads)} ${(LEAD_STATE[state]?.label ?? state).toLowerCase()}`)
            .join(', ')}
          . They get none of it again.
        </Text>
      )}
      {left.length > 0 && (
        <ul style={{ margin: 0, paddingLeft: 18, maxHeight: 220, overflow: 'auto', fontSize: 13 }}>
          {left.slice(0, 200).map((row) => (
            <li key={row.row} className="wrap">
              Row {row.row}, {row.who}: {row.why}
            </li>
          ))}
          {left.length > 200 && <li>and {number(left.length - 200)} more</li>}
        </ul>
      )}
    </Stack>
  );
}

/** Puts leads of a file into a sequence: looked through first, taken on a second click. */
export function ImportDialog({ sequence, close }: { sequence: string; close: () => void }) {
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
    <Modal opened onClose={close} title="Put leads in" size="lg">
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
        {seen && <Outcome of={seen} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button disabled={!file || !seen || seen.taken === 0} loading={taking.isPending} onClick={() => file && send(file, false)}>
            {seen ? `Take ${count(seen.taken, 'lead', 'leads')}` : 'Take them'}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
