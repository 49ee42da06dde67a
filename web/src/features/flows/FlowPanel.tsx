import { NumberInput, Stack, Switch, TagsInput, Text, Textarea, TextInput, Title } from '@mantine/core';
import { Notice } from '@/ui/Notice';
import type { Finding, FlowDefinition } from './flows.api';
import classes from './flows.module.css';
import { Triggers } from './Triggers';

/** What holds for the flow as a whole: when it runs, how its records are named, when it counts as failed. */
export function FlowPanel({ definition, findings, fields, onChange, onSelect }: { definition: FlowDefinition; findings: Finding[]; fields: string[]; onChange: (definition: FlowDefinition) => void; onSelect: (node: string) => void }) {
  const set = (change: Partial<FlowDefinition>) => onChange({ ...definition, ...change });
  const settings = (change: Partial<FlowDefinition['settings']>) => set({ settings: { ...definition.settings, ...change } });
  const problems = findings.filter((finding) => finding.severity === 'PROBLEM');
  return (
    <Stack gap="lg">
      {findings.length > 0 ? (
        <div>
          <Title order={2} size="h5" mb={4}>
            {problems.length ? 'To be mended before it can be published' : 'Worth a look'}
          </Title>
          <ul className={classes.findings}>
            {findings.map((finding) => (
              <li key={`${finding.node} ${finding.trigger} ${finding.field} ${finding.message}`}>
                {finding.node ? (
                  <button type="button" className="link" style={{ background: 'none', border: 0, padding: 0, font: 'inherit', cursor: 'pointer' }} onClick={() => onSelect(finding.node ?? '')}>
                    {finding.node}
                  </button>
                ) : (
                  <b>{finding.trigger ?? 'Flow'}</b>
                )}
                {finding.field && <span className="mono"> {finding.field}</span>}: {finding.message}
              </li>
            ))}
          </ul>
        </div>
      ) : (
        <Notice tone="good">Nothing is wrong with it.</Notice>
      )}
      <Triggers definition={definition} findings={findings} onChange={onChange} />
      <Stack gap="sm">
        <Title order={2} size="h5">
          The flow
        </Title>
        <TextInput label="Title" value={definition.title} onChange={(event) => set({ title: event.currentTarget.value })} />
        <Textarea label="What it is for" autosize minRows={2} value={definition.description ?? ''} onChange={(event) => set({ description: event.currentTarget.value || null })} />
        <TextInput label="Field that names a record" description="In logs; empty: its place in the source" value={definition.settings.key ?? ''} onChange={(event) => settings({ key: event.currentTarget.value || null })} />
        <TagsInput label="Personal fields" description="Masked in logs for whoever may not see them" data={fields} value={definition.settings.personal} onChange={(personal) => settings({ personal })} />
        <NumberInput label="Fails when this share of records fails" suffix=" %" min={0} max={100} value={Math.round(definition.settings.failShare * 100)} onChange={(value) => settings({ failShare: (Number(value) || 0) / 100 })} />
        <NumberInput label="… and at least that many" min={1} value={definition.settings.failAtLeast} onChange={(value) => settings({ failAtLeast: Number(value) || 1 })} />
        <Switch label="Log each record that goes well too" checked={definition.settings.recordLogs} onChange={(event) => settings({ recordLogs: event.currentTarget.checked })} />
        <Text size="xs" c="dimmed">
          Its name is <span className="mono">{definition.name}</span>; files and scripts know it by that.
        </Text>
      </Stack>
    </Stack>
  );
}
