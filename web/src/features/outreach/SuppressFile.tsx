import { Button, FileInput, Group, Modal, Progress, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { count, number } from '@/lib/format';
import { IconUpload } from '@/ui/icons';
import { Failed, Notice } from '@/ui/Notice';
import { type Suppressed, useSuppressFile } from './suppressions.api';

function Outcome({ of }: { of: Suppressed }) {
  return (
    <Stack gap={8}>
      <Notice tone={of.added > 0 ? 'good' : 'info'} live title={`${count(of.added, 'entry was', 'entries were')} added`}>
        {of.known > 0 && `${number(of.known)} stood there before. `}
        {of.stopped > 0 ? `${count(of.stopped, 'lead at work has', 'leads at work have')} ended.` : 'No lead at work was among them.'}
      </Notice>
      {of.refused.length > 0 && (
        <>
          <Notice tone="warn" title={`${count(of.refused.length, 'line was', 'lines were')} left out`} />
          <ul style={{ margin: 0, paddingLeft: 18, maxHeight: 220, overflow: 'auto', fontSize: 13 }}>
            {of.refused.map((line) => (
              <li key={line} className="wrap">
                {line}
              </li>
            ))}
          </ul>
        </>
      )}
    </Stack>
  );
}

/** Puts a file of addresses, domains, profiles or companies on the list. */
export function SuppressFile({ close }: { close: () => void }) {
  const [file, setFile] = useState<File | null>(null);
  const [reason, setReason] = useState('');
  const [companies, setCompanies] = useState(false);
  const [share, setShare] = useState(0);
  const taking = useSuppressFile();
  return (
    <Modal opened onClose={close} title="Write to them no more: a file" size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setShare(0);
          if (file) taking.mutate({ file, reason: reason.trim(), companies, progress: setShare });
        }}
      >
        <Stack gap="sm">
          <Text size="sm">One entry a line: an e-mail address, a domain or the address of a LinkedIn profile. A second cell is the reason. Leads at work whom an entry meets end at once.</Text>
          <FileInput
            label="File"
            placeholder="Choose a CSV or text file"
            accept=".csv,.txt,text/csv,text/plain"
            leftSection={<IconUpload size={16} />}
            value={file}
            onChange={(chosen) => {
              setFile(chosen);
              taking.reset();
            }}
          />
          <Switch label="The lines are names of companies" checked={companies} onChange={(event) => setCompanies(event.currentTarget.checked)} />
          <TextInput label="Why" description="For lines that give no reason of their own" placeholder="They objected" value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
          {taking.isPending && <Progress value={share * 100} animated aria-label="Sending the file" />}
          {taking.error ? <Failed error={taking.error} /> : null}
          {taking.data && <Outcome of={taking.data} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {taking.data ? 'Close' : 'Cancel'}
            </Button>
            {!taking.data && (
              <Button type="submit" color="red" disabled={!file} loading={taking.isPending}>
                Write to them no more
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
