import { ActionIcon, Button, Group, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { ConfigProblem } from '@/api/contract';
import { count } from '@/lib/format';
import { useConfirm } from '@/ui/Confirm';
import { type Column, DataTable } from '@/ui/DataTable';
import { IconCircleX, IconCode, IconPencil, IconPlus, IconTrash } from '@/ui/icons';
import { Empty } from '@/ui/Notice';
import { Tag } from '@/ui/Tag';
import { ColumnForm } from './ColumnForm';
import { type MappingText, type Side, type TextColumn, withColumn, withKey, withoutColumn } from './mappingText';
import { originOf, originText, OWNERS } from './mappingWords';

interface MappingTableProps {
  text: string;
  mapping: MappingText;
  problems: ConfigProblem[];
  readOnly: boolean;
  onChange: (text: string) => void;
  onLine: (line: number) => void;
}

const SIDES: { side: Side; title: string; lead: string }[] = [
  { side: 'items', title: 'Orders', lead: 'Columns of the items' },
  { side: 'lines', title: 'Lines', lead: 'Columns of the subitems' },
];

function Value({ of }: { of: TextColumn }) {
  const origin = originOf(of.values);
  return (
    <span className={origin === 'from' ? 'wrap' : 'mono wrap'}>
      {origin === 'value' ? `“${originText(of.values)}”` : originText(of.values)}
      {of.values.transform !== undefined && (
        <Text size="xs" c="dimmed" className="mono wrap">
          {String(of.values.transform)}
        </Text>
      )}
    </span>
  );
}

function Rules({ of }: { of: TextColumn }) {
  const { values } = of;
  const rules = [
    values.required === true && 'required',
    values.default !== undefined && `else “${values.default}”`,
    values.max_length !== undefined && `up to ${values.max_length} characters`,
    values.on_too_long === 'cut' && 'cut when too long',
    values.create_labels === true && 'makes labels',
    of.others.includes('labels') && 'labels translated',
  ].filter(Boolean);
  return rules.length ? <span className="wrap">{rules.join(', ')}</span> : null;
}

/** The columns of a mapping as a table to edit; each edit changes the text as little as can be. */
export function MappingTable({ text, mapping, problems, readOnly, onChange, onLine }: MappingTableProps) {
  const [form, setForm] = useState<{ side: Side; column?: TextColumn }>();
  const { ask, dialog } = useConfirm();

  const troubles = (column: TextColumn) => problems.filter((problem) => problem.line && problem.line >= column.firstLine && problem.line <= column.lastLine);
  const columnsOf = (side: Side): Column<TextColumn>[] => [
    {
      key: 'id',
      header: 'Board column',
      lead: true,
      width: '22%',
      cell: (column) => {
        const found = troubles(column);
        return (
          <div className="wrap">
            <span className="mono">
              <b>{String(column.values.id ?? '?')}</b>
            </span>{' '}
            {found.length > 0 && (
              <Tag tone="bad" icon={IconCircleX} title={found.map((problem) => problem.message).join('; ')}>
                {count(found.length, 'problem')}
              </Tag>
            )}
          </div>
        );
      },
    },
    { key: 'type', header: 'Type', cell: (column) => String(column.values.type ?? '?').replaceAll('_', ' ') },
    { key: 'from', header: 'From', width: '28%', cell: (column) => <Value of={column} /> },
    { key: 'rules', header: 'Rules', width: '20%', cell: (column) => <Rules of={column} /> },
    { key: 'owner', header: 'Decides', cell: (column) => <span className="nowrap">{OWNERS.find((owner) => owner.value === (column.values.owner ?? 'source'))?.label}</span> },
    {
      key: 'actions',
      header: <span className="visually-hidden">Actions</span>,
      label: '',
      right: true,
      bare: true,
      cell: (column) => (
        <Group gap={2} justify="flex-end" wrap="nowrap">
          <ActionIcon variant="subtle" color="gray" aria-label={`Show ${column.values.id} in the text`} onClick={() => onLine(column.firstLine)}>
            <IconCode size={16} />
          </ActionIcon>
          {!readOnly && (
            <>
              <ActionIcon variant="subtle" color="gray" aria-label={`Change ${column.values.id}`} onClick={() => setForm({ side, column })}>
                <IconPencil size={16} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Take out ${column.values.id}`}
                onClick={() =>
                  ask({
                    title: `Take ${column.values.id} out of the mapping?`,
                    text: 'The column stays on the board with what is in it; it is no longer written. Nothing is saved before you say so.',
                    yes: 'Take it out',
                    danger: true,
                    act: () => onChange(withoutColumn(text, side, column.index)),
                  })
                }
              >
                <IconTrash size={16} />
              </ActionIcon>
            </>
          )}
        </Group>
      ),
    },
  ];

  return (
    <>
      {SIDES.map(({ side, title, lead }) => {
        const rows = mapping.columns.filter((column) => column.side === side);
        return (
          <section key={side} aria-label={title}>
            <Group justify="space-between" px="md" pt="md" pb="xs">
              <div>
                <Title order={3}>{title}</Title>
                <Text size="xs" c="dimmed">
                  {lead}, {count(rows.length, 'column')}
                </Text>
              </div>
              {!readOnly && (
                <Button size="xs" variant="default" leftSection={<IconPlus size={15} />} onClick={() => setForm({ side })}>
                  Add a column
                </Button>
              )}
            </Group>
            <DataTable caption={`Columns of ${title.toLowerCase()}`} columns={columnsOf(side)} rows={rows} rowKey={(column) => column.index} empty={<Empty title="No columns yet">Only the name is written.</Empty>} />
          </section>
        );
      })}
      <ColumnForm
        key={form ? `${form.side} ${form.column?.index ?? 'new'}` : 'none'}
        opened={form !== undefined}
        column={form?.column}
        onClose={() => setForm(undefined)}
        onSave={(values) => {
          if (!form) return;
          const { side, column } = form;
          if (column) onChange(Object.entries(values).reduce((so, [key, value]) => (value === column.values[key] ? so : withKey(so, side, column.index, key, value)), text));
          else onChange(withColumn(text, side, Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string | number | boolean] => entry[1] !== undefined))));
          setForm(undefined);
        }}
      />
      {dialog}
    </>
  );
}
