import { ActionIcon, Button, Group, Switch, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '@/ui/access';
import { type Column, DataTable } from '@/ui/DataTable';
import { useConfirm } from '@/ui/Confirm';
import { IconPencil, IconPlus, IconTrash } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Panel } from '@/ui/Page';
import { say, sayProblem } from '@/ui/toast';
import { type AlertRule, alertRules, channels, useRemoveRule, useSaveRule } from './alerts.api';
import { SeverityTag } from './AlertTags';
import { OwnRuleForm } from './OwnRuleForm';
import { RuleForm } from './RuleForm';

export function RulesPanel() {
  const may = useMay()('alerts:write');
  const query = useQuery(alertRules());
  const { data: known } = useQuery(channels());
  const save = useSaveRule();
  const drop = useRemoveRule();
  const { ask, dialog } = useConfirm();
  const [form, setForm] = useState<AlertRule>();
  const [adding, setAdding] = useState(false);
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
      width: 80,
      cell: (rule) =>
        may && (
          <Group gap={2} wrap="nowrap" justify="flex-end">
            {rule.own && (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Remove ${rule.title}`}
                onClick={() => ask({ title: `Remove “${rule.title}”?`, text: 'Its open alerts go with it.', yes: 'Remove', danger: true, act: () => drop.mutate(rule.key, { onError: sayProblem }) })}
              >
                <IconTrash size={16} />
              </ActionIcon>
            )}
            <ActionIcon variant="subtle" color="gray" aria-label={`Change ${rule.title}`} onClick={() => setForm(rule)}>
              <IconPencil size={16} />
            </ActionIcon>
          </Group>
        ),
    },
  ];
  return (
    <Panel
      flush
      title="Rules"
      actions={
        may && (
          <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => setAdding(true)}>
            A rule of your own
          </Button>
        )
      }
    >
      <Loaded query={query} skeleton={<Lines rows={7} height={24} />}>
        {({ items }) => <DataTable caption="Rules" columns={columns} rows={items} rowKey={(rule) => rule.key} />}
      </Loaded>
      {dialog}
      {adding && <OwnRuleForm onClose={() => setAdding(false)} />}
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
