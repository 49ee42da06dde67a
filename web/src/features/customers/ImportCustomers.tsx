import { Button, FileInput, Group, Modal, Progress, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { count } from '@/lib/format';
import { Failed, Notice } from '@/ui/Notice';
import { type ImportReport, type Kind, useImport } from './customers.api';

const ONES: Record<Kind, [string, string]> = { people: ['person', 'people'], companies: ['company', 'companies'] };
const HINTS: Record<Kind, string> = {
  people: 'A CSV file with a header: givenName, familyName, email, company … A column named id or externalId, else the e-mail address, tells who is who.',
  companies: 'A CSV file with a header: name, domain, email, phone, street, city … A column named externalId, else the domain, else the name, tells which is which.',
};

function Told({ kind, of }: { kind: Kind; of: ImportReport }) {
  const sum = `${count(of.created, ...ONES[kind])} new, ${of.updated} changed, ${of.unchanged} as before, ${of.refused} left out`;
  return (
    <Notice tone={of.refused > 0 ? 'warn' : 'good'} title={of.imported ? `Imported: ${sum}` : `It would be: ${sum}`}>
      {of.problems.length > 0 && (
        <ul style={{ margin: '6px 0 0', paddingLeft: 18 }}>
          {of.problems.slice(0, 20).map((problem, index) => (
            <li key={`${problem.line} ${index}`} className="wrap">
              Line {problem.line}
              {problem.field ? `, ${problem.field}` : ''}: {problem.message}
            </li>
          ))}
          {of.problems.length > 20 && <li>and {of.problems.length - 20} more</li>}
        </ul>
      )}
    </Notice>
  );
}

function Form({ kind, close }: { kind: Kind; close: () => void }) {
  const [file, setFile] = useState<File | null>(null);
  const [others, setOthers] = useState('keep');
  const [share, setShare] = useState(0);
  const take = useImport();
  const go = (dryRun: boolean) => file && take.mutate({ kind, file, dryRun, others, progress: setShare });
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {HINTS[kind]}
      </Text>
      <FileInput label="File" placeholder="Choose a CSV file" accept=".csv,text/csv" value={file} onChange={setFile} clearable />
      <Select
        label="Columns that are no field of ours"
        data={[
          { value: 'keep', label: 'Keep as further fields' },
          { value: 'ignore', label: 'Leave out' },
          { value: 'refuse', label: 'Refuse the file' },
        ]}
        value={others}
        onChange={(value) => setOthers(value ?? 'keep')}
        allowDeselect={false}
      />
      {take.isPending && <Progress value={Math.max(3, share * 100)} animated aria-label="Import" />}
      {take.error ? <Failed error={take.error} /> : take.data && <Told kind={kind} of={take.data} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>
          Close
        </Button>
        <Button variant="default" disabled={!file || take.isPending} onClick={() => go(true)}>
          Try without importing
        </Button>
        <Button disabled={!file} loading={take.isPending} onClick={() => go(false)}>
          Import
        </Button>
      </Group>
    </Stack>
  );
}

export function ImportCustomers({ kind, opened, close }: { kind: Kind; opened: boolean; close: () => void }) {
  return (
    <Modal opened={opened} onClose={close} title={`Import ${kind}`} size="lg">
      <Form kind={kind} close={close} />
    </Modal>
  );
}
