import { ActionIcon, Button, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { IconPlus, IconTrash } from '@/ui/icons';
import type { Finding } from './flows.api';
import classes from './flows.module.css';
import { type Named, namedOf, rowsShown } from './namedRows';

interface NamedTextsProps {
  label: string;
  description: string | undefined;
  error: string | undefined;
  disabled: boolean;
  findings: Finding[];
  path: string;
  value: Record<string, string>;
  onChange: (value: Record<string, string> | undefined) => void;
}

/** Names of one's own, each with a text: fields with their expressions, headers with their values. */
export function NamedTexts({ label, description, error, disabled, findings, path, value, onChange }: NamedTextsProps) {
  const [written, setWritten] = useState<Named[]>([]);
  const rows = rowsShown(written, value);
  const set = (next: Named[]) => {
    setWritten(next);
    onChange(namedOf(next));
  };
  return (
    <div role="group" aria-label={label}>
      <div style={{ fontWeight: 550, fontSize: 13.5 }}>{label}</div>
      {description && <div style={{ fontSize: 12, color: 'var(--idle)' }}>{description}</div>}
      {error && <div style={{ fontSize: 12, color: 'var(--bad)' }}>{error}</div>}
      <Stack gap={6} mt={6}>
        {rows.map(([name, text], at) => (
          // Rows may have the same name while one of them is written, so their place tells them apart.
          <div key={at} className={classes.named}>
            <TextInput size="xs" aria-label={`Name in ${label}`} placeholder="Name" disabled={disabled} value={name} onChange={(event) => set(rows.map((row, place) => (place === at ? [event.currentTarget.value, row[1]] : row)))} />
            <TextInput
              size="xs"
              aria-label={`Value of ${name || 'the new name'}`}
              placeholder="Value"
              disabled={disabled}
              spellCheck={false}
              classNames={{ input: 'mono' }}
              error={findings.find((one) => one.severity === 'PROBLEM' && name !== '' && one.field === `${path}/${name}`)?.message}
              value={text}
              onChange={(event) => set(rows.map((row, place) => (place === at ? [row[0], event.currentTarget.value] : row)))}
            />
            <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${name || 'the new name'}`} disabled={disabled} onClick={() => set(rows.filter((_, place) => place !== at))}>
              <IconTrash size={16} />
            </ActionIcon>
          </div>
        ))}
        <div>
          <Button size="compact-sm" variant="default" disabled={disabled} leftSection={<IconPlus size={14} />} onClick={() => set([...rows, ['', '']])}>
            Add
          </Button>
        </div>
      </Stack>
    </div>
  );
}
