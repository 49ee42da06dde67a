import { Button, Drawer, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '@/ui/access';
import { useConfirm } from '@/ui/Confirm';
import { DataTable } from '@/ui/DataTable';
import { IconArrowBackUp, IconGitCompare } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Notice } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import { Tag } from '@/ui/Tag';
import { Time } from '@/ui/Time';
import { say, sayProblem } from '@/ui/toast';
import { diff, type DiffPart, type FlowDiff, useRollback, type VersionItem, versions } from './flows.api';

function valueText(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  return typeof value === 'string' ? `“${value}”` : JSON.stringify(value);
}

function Part({ title, of }: { title: string; of: DiffPart }) {
  if (of.added.length + of.removed.length + of.changed.length === 0) return null;
  return (
    <div>
      <Title order={3} size="h5" mb={4}>
        {title}
      </Title>
      {of.added.map((id) => (
        <Text key={id} size="sm" className="wrap">
          <b>{id}</b> was added
        </Text>
      ))}
      {of.removed.map((id) => (
        <Text key={id} size="sm" className="wrap">
          <b>{id}</b> was removed
        </Text>
      ))}
      {of.changed.map((one) => (
        <div key={one.id}>
          {one.fields.map((field) => (
            <Text key={field.path} size="sm" className="wrap">
              <b>{one.id}</b> <span className="mono">{field.path}</span>: {valueText(field.from)} → {valueText(field.to)}
            </Text>
          ))}
        </div>
      ))}
    </div>
  );
}

function Differences({ of }: { of: FlowDiff }) {
  const edges = of.edges.added.length + of.edges.removed.length;
  const parts = [of.nodes, of.triggers].reduce((sum, part) => sum + part.added.length + part.removed.length + part.changed.length, edges + (of.flow?.length ?? 0));
  if (parts === 0) return <Notice tone="info">They are the same.</Notice>;
  return (
    <Stack>
      <Part title="Nodes" of={of.nodes} />
      <Part title="Triggers" of={of.triggers} />
      {edges > 0 && (
        <div>
          <Title order={3} size="h5" mb={4}>
            Edges
          </Title>
          {of.edges.added.map((edge) => (
            <Text key={`+${edge.from}${edge.port}${edge.to}`} size="sm">
              {edge.from} → {edge.to} was added
            </Text>
          ))}
          {of.edges.removed.map((edge) => (
            <Text key={`-${edge.from}${edge.port}${edge.to}`} size="sm">
              {edge.from} → {edge.to} was removed
            </Text>
          ))}
        </div>
      )}
      {of.flow?.map((field) => (
        <Text key={field.path} size="sm" className="wrap">
          <span className="mono">{field.path}</span>: {valueText(field.from)} → {valueText(field.to)}
        </Text>
      ))}
    </Stack>
  );
}

export function VersionsTab({ id }: { id: string }) {
  const may = useMay()('flows:write');
  const query = useQuery(versions(id));
  const back = useRollback(id);
  const { ask, dialog } = useConfirm();
  const [pair, setPair] = useState<{ from: number; to: number }>();
  const differences = useQuery({ ...diff(id, pair?.from ?? 0, pair?.to ?? 0), enabled: pair !== undefined });
  const rollBack = (one: VersionItem) =>
    ask({
      title: `Go back to version ${one.number}?`,
      text: 'It becomes the draft, in place of the present one. What is in force stays until you publish.',
      yes: 'Make it the draft',
      act: () => back.mutate(one.number, { onSuccess: () => say(`Version ${one.number} is the draft now.`), onError: sayProblem }),
    });
  return (
    <Panel flush title="Versions">
      <Loaded query={query} skeleton={<Lines rows={4} height={22} />}>
        {({ items }) => (
          <DataTable
            caption="Versions"
            rows={items}
            rowKey={(one) => one.number}
            columns={[
              { key: 'number', header: 'Version', lead: true, cell: (one) => `Version ${one.number}` },
              { key: 'state', header: 'State', cell: (one) => (one.state === 'PUBLISHED' ? <Tag tone="good">In force</Tag> : one.state === 'DRAFT' ? <Tag tone="info">Draft</Tag> : <Tag tone="idle">Replaced</Tag>) },
              { key: 'at', header: 'When', cell: (one) => <Time at={one.publishedAt ?? one.savedAt} /> },
              { key: 'by', header: 'Who', cell: (one) => <span className="wrap">{one.publishedBy ?? one.savedBy}</span> },
              { key: 'note', header: 'What changed', cell: (one) => one.note && <span className="wrap">{one.note}</span> },
              {
                key: 'act',
                header: <span className="visually-hidden">Actions</span>,
                label: '',
                right: true,
                bare: true,
                cell: (one) => {
                  const before = items[items.indexOf(one) + 1];
                  return (
                    <Group gap={6} justify="flex-end" wrap="nowrap">
                      {before && (
                        <Button size="compact-xs" variant="default" leftSection={<IconGitCompare size={14} />} onClick={() => setPair({ from: before.number, to: one.number })}>
                          Compare
                        </Button>
                      )}
                      {may && one.state === 'REPLACED' && (
                        <Button size="compact-xs" variant="default" leftSection={<IconArrowBackUp size={14} />} onClick={() => rollBack(one)}>
                          Go back to it
                        </Button>
                      )}
                    </Group>
                  );
                },
              },
            ]}
          />
        )}
      </Loaded>
      <Drawer opened={pair !== undefined} onClose={() => setPair(undefined)} title={pair ? `From version ${pair.from} to ${pair.to}` : ''} size="lg" position="right">
        <Loaded query={differences}>{(of) => <Differences of={of} />}</Loaded>
      </Drawer>
      {dialog}
    </Panel>
  );
}
