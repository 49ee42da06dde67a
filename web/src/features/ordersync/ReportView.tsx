import { Text } from '@mantine/core';
import type { Report } from '@/api/contract';
import { dateAndTime, number, told } from '@/lib/format';
import { ROW_ACTION, ROW_STATE, RUN_KIND, RUN_STATE } from '@/lib/words';
import { type Column, DataTable } from '@/ui/DataTable';
import { Facts } from '@/ui/Facts';
import { Panel } from '@/ui/Page';

type Entry = Record<string, unknown>;

/** "linesCreated" → "Lines created". */
export function wordsOf(name: string): string {
  const spaced = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/[-_]/g, ' ').toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

const CODES: Record<string, string> = { ...RUN_STATE, ...ROW_ACTION, ...Object.fromEntries(Object.entries(ROW_STATE).map(([state, { label }]) => [state, label])), ...RUN_KIND };
const INNER = /(^id|Id|uuid|Uuid)$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

const TITLES: Record<string, string> = {
  result: 'What it did',
  groups: 'By customer',
  failing: 'Rows that did not go',
  kept: 'Left as people changed it',
  drift: 'Where the board and the list differ',
};

function titleOf(name: string): string {
  return TITLES[name] ?? wordsOf(name);
}

function plain(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'number') return number(value);
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'string' && value in CODES) return CODES[value] ?? value;
  if (typeof value === 'string') return MOMENT.test(value) ? dateAndTime(value) : told(value);
  return told(JSON.stringify(value));
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function Table({ name, rows }: { name: string; rows: Entry[] }) {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => !INNER.test(name));
  const columns: Column<Entry>[] = names.map((key, index) => ({
    key,
    header: wordsOf(key),
    lead: index === 0,
    right: rows.every((row) => row[key] === undefined || row[key] === null || typeof row[key] === 'number'),
    cell: (row) => <span className="wrap">{plain(row[key])}</span>,
  }));
  return (
    <Panel title={titleOf(name)} flush>
      <DataTable caption={wordsOf(name)} columns={columns} rows={rows} rowKey={(row) => rows.indexOf(row)} empty={<Text p="md" size="sm" c="dimmed">None.</Text>} />
    </Panel>
  );
}

/** A run's report as it comes: figures first, then its tables. */
export function ReportView({ of }: { of: Report }) {
  const figures = Object.entries(of).filter(([, value]) => typeof value === 'number');
  const texts = Object.entries(of).filter(([name, value]) => typeof value === 'string' && !INNER.test(name));
  const groups = Object.entries(of).filter((entry): entry is [string, Entry] => isEntry(entry[1]));
  const tables = [of, ...groups.map(([, inner]) => inner)].flatMap((one) => Object.entries(one).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]) && entry[1].length > 0));
  return (
    <>
      {(figures.length > 0 || texts.length > 0) && (
        <Panel title="In short">
          <Facts of={[...texts, ...figures].map(([name, value]) => ({ label: wordsOf(name), value: plain(value) }))} />
        </Panel>
      )}
      {groups.map(([name, values]) => (
        <Panel key={name} title={titleOf(name)}>
          <Facts of={Object.entries(values).filter(([, value]) => !isEntry(value) && !Array.isArray(value)).filter(([label]) => !INNER.test(label)).map(([label, value]) => ({ label: wordsOf(label), value: plain(value) }))} />
        </Panel>
      ))}
      {tables.map(([name, rows]) => (
        <Table key={name} name={name} rows={rows.map((row) => (isEntry(row) ? row : { [name]: row }))} />
      ))}
    </>
  );
}
