import { Button, Group, JsonInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useContext, useState } from 'react';
import { IconFlask, IconTrash } from '@/ui/icons';
import { Failed, Notice } from '@/ui/Notice';
import { type Finding, type FlowDefinition, type NodeCard, type NodeSpec, type Shapes, tryNode } from './flows.api';
import classes from './flows.module.css';
import { NodeForms } from './nodeForms';
import { SettingsForm } from './SettingsForm';

/** The fields of the records that come to a node. */
export function fieldsInto(definition: FlowDefinition, node: string, shapes: Shapes): { names: string[]; open: boolean } {
  const names = new Set<string>();
  let open = false;
  for (const edge of definition.edges.filter((one) => one.to === node)) {
    const shape = shapes[edge.from]?.[edge.port];
    if (!shape) open = true;
    else {
      open ||= shape.open;
      shape.fields.forEach((field) => names.add(field.name));
    }
  }
  return { names: [...names], open };
}

function Trial({ definition, node, fields }: { definition: FlowDefinition; node: string; fields: string[] }) {
  const [sample, setSample] = useState(() => JSON.stringify(Object.fromEntries(fields.slice(0, 12).map((field) => [field, ''])), null, 2));
  const trial = useMutation({ mutationFn: () => tryNode(definition, node, JSON.parse(sample) as Record<string, unknown>) });
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        Try it on a record
      </Title>
      <JsonInput aria-label="Sample record" autosize minRows={3} maxRows={10} formatOnBlur validationError="This is not a JSON document" value={sample} onChange={setSample} />
      <div>
        <Button size="compact-sm" variant="default" leftSection={<IconFlask size={15} />} loading={trial.isPending} onClick={() => trial.mutate()}>
          Try
        </Button>
      </div>
      {trial.error && <Failed error={trial.error instanceof SyntaxError ? new Error('The sample is not a JSON document.') : trial.error} />}
      {trial.data?.error && <Notice tone="bad">{trial.data.error}</Notice>}
      {trial.data?.outputs?.map((output, index) => (
        <div key={`${output.port} ${index}`}>
          <Text size="xs" c="dimmed">
            Out of “{output.port}”
          </Text>
          <pre className="mono wrap" style={{ margin: 0, fontSize: 12, whiteSpace: 'pre-wrap' }}>
            {JSON.stringify(output.values, null, 2)}
          </pre>
        </div>
      ))}
      {trial.data && !trial.data.error && !trial.data.outputs?.length && <Notice tone="info">Nothing comes out for this record.</Notice>}
    </Stack>
  );
}

interface NodePanelProps {
  definition: FlowDefinition;
  node: NodeSpec;
  card: NodeCard | undefined;
  findings: Finding[];
  shapes: Shapes;
  onChange: (change: Partial<NodeSpec>) => void;
  onRename: (id: string) => void;
  onDelete: () => void;
}

/** What a chosen node is set to, what comes to it, and what is wrong with it. */
export function NodePanel({ definition, node, card, findings, shapes, onChange, onRename, onDelete }: NodePanelProps) {
  const own = findings.filter((finding) => finding.node === node.id);
  const { names, open } = fieldsInto(definition, node.id, shapes);
  const forms = useContext(NodeForms);
  const [id, setId] = useState(node.id);
  const general = own.filter((finding) => !finding.field || finding.severity === 'WARNING');
  return (
    <Stack gap="md">
      <div>
        <Title order={2} size="h4">
          {node.title ?? card?.title ?? node.type}
        </Title>
        <Text size="sm" c="dimmed">
          {card?.description ?? `This program has no node type “${node.type}”.`}
        </Text>
      </div>
      {general.map((finding) => (
        <Notice key={finding.message} tone={finding.severity === 'PROBLEM' ? 'bad' : 'warn'}>
          {finding.field ? `${finding.field}: ` : ''}
          {finding.message}
        </Notice>
      ))}
      <Group grow align="flex-start">
        <TextInput label="Title" placeholder={card?.title} value={node.title ?? ''} onChange={(event) => onChange({ title: event.currentTarget.value || null })} />
        <TextInput
          label="Id"
          description="Its name in logs"
          value={id}
          onChange={(event) => setId(event.currentTarget.value)}
          onBlur={() => {
            const clean = id.trim();
            if (clean && clean !== node.id && !definition.nodes.some((one) => one.id === clean)) onRename(clean);
            else setId(node.id);
          }}
        />
      </Group>
      {Object.values(card?.schema.properties ?? {}).map(({ format }) => {
        const Form = format ? forms[format] : undefined;
        return Form && <Form key={format} settings={node.settings} onChange={(settings) => onChange({ settings })} />;
      })}
      {card && <SettingsForm schema={card.schema} settings={node.settings} fields={names} findings={own} onChange={(settings) => onChange({ settings })} />}
      {!card?.source && (
        <div>
          <Text size="xs" c="dimmed" mb={4}>
            Fields that come{open ? ', and others' : ''}
          </Text>
          <div className={classes.shape}>
            {names.map((name) => (
              <code key={name}>{name}</code>
            ))}
            {names.length === 0 && (
              <Text size="sm" c="dimmed">
                not known before
              </Text>
            )}
          </div>
        </div>
      )}
      {card && !card.source && <Trial key={node.id} definition={definition} node={node.id} fields={names} />}
      <div>
        <Button size="compact-sm" variant="subtle" color="red" leftSection={<IconTrash size={15} />} onClick={onDelete}>
          Remove this node
        </Button>
      </div>
    </Stack>
  );
}
