import { ActionIcon, Switch, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '@/ui/access';
import { type Column, DataTable } from '@/ui/DataTable';
import { IconPencil } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Panel } from '@/ui/Page';
import { say, sayProblem } from '@/ui/toast';
import { type AlertRule, alertRules, channels, useSaveRule } from './alerts.api';
import { SeverityTag } from './AlertTags';
import { RuleForm } from './RuleForm';

export function RulesPanel() {
  const may = useMay()('alerts:write');
  const query = useQuery(alertRules());
  const { data: known } = useQuery(channels());
  const save = useSaveRule();
  const [form, setForm] = useState<AlertRule>();
  const nameOf = (id: string) => known?.items.find((one) => one.id === id)?.name ?? id;
  const columns: Column<AlertRule>[] = [
    {
      key: 'title',
      header: 'Rule',
      lead: true,
      cell: (rule) => (
        <div className="wrap" style={{ maxWidth: 520 }}>
          <Text size="sm" fw={600}>
            {rule.title}
          </Text>
          {rule.description && (
            <Text size="xs" c="dimmed">
              {rule.description}
            </Text>
          )}
        </div>
      ),
    },
    { key: 'severity', header: 'Severity', cell: (rule) => <SeverityTag severity={rule.severity ?? rule.defaultSeverity ?? 'WARNING'} /> },
    { key: 'channels', header: 'Told by', cell: (rule) => (rule.channels?.length ? <span className="wrap">{rule.channels.map(nameOf).join(', ')}</span> : <Text size="sm" c="dimmed" span>{rule.channels || !known?.items.length ? 'these pages' : 'every channel'}</Text>) },
    {
      key: 'on',
      header: 'On',
      cell: (rule) => (
        <Switch
          size="sm"
          aria-label={`${rule.title} is on`}
          checked={rule.enabled}
          disabled={!may || save.isPending}
          onChange={(event) => save.mutate({ ...rule, enabled: event.currentTarget.checked }, { onError: sayProblem })}
        />
      ),
    },
    {
      key: 'edit',
      header: <span className="visually-hidden">Change</span>,
      label: '',
      right: true,
      bare: true,
      width: 50,
      cell: (rule) =>
        may && (
          <ActionIcon variant="subtle" color="gray" aria-label={`Change ${rule.title}`} onClick={() => setForm(rule)}>
            <IconPencil size={16} />
          </ActionIcon>
        ),
    },
  ];
  return (
    <Panel flush title="Rules">
      <Loaded query={query} skeleton={<Lines rows={7} height={24} />}>
        {({ items }) => <DataTable caption="Rules" columns={columns} rows={items} rowKey={(rule) => rule.key} />}
      </Loaded>
      {form && (
        <RuleForm
          key={form.key}
          rule={form}
          channels={known?.items ?? []}
          saving={save.isPending}
          error={save.error}
          onClose={() => setForm(undefined)}
          onSave={(rule) =>
            save.mutate(rule, {
              onSuccess: () => {
                say(`“${rule.title}” has been changed.`);
                setForm(undefined);
              },
            })
          }
        />
      )}
    </Panel>
  );
}
