import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { count } from '@/lib/format';
import { Failed, Notice } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import { sayProblem } from '@/ui/toast';
import { firstOfCollection, firstOfCrm, type MappingInput, useTestMapping } from './mapping.api';
import classes from './mapping.module.css';

function text(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The mapping on real rows: each field before and after, side by side. */
export function TestPanel({ mapping }: { mapping: MappingInput }) {
  const client = useQueryClient();
  const test = useTestMapping();
  const [own, setOwn] = useState('');
  const [asking, setAsking] = useState(false);
  const stale = test.variables !== undefined && JSON.stringify(test.variables.mapping) !== JSON.stringify(mapping);
  const real = Boolean(mapping.from.connection ?? mapping.from.collection);

  const rows = async (): Promise<Record<string, unknown>[]> => {
    if (own.trim()) return [JSON.parse(own) as Record<string, unknown>].flat() as Record<string, unknown>[];
    if (mapping.from.connection && mapping.from.object) {
      const fields = [...new Set(['Id', ...mapping.fields.flatMap((entry) => (entry.from ? [entry.from] : [...(entry.expression ?? '').matchAll(/record\.([A-Za-z_]\w*)/g)].map((found) => found[1] ?? '')))])].filter(Boolean);
      const found = await client.fetchQuery(firstOfCrm(mapping.from.connection, mapping.from.object, fields));
      const wrong = found.problems?.find((one) => one.wrong);
      if (wrong) throw new Error(wrong.message);
      // an answer leaves out what is empty; to the mapping it was asked for and is empty
      const empty = Object.fromEntries(fields.map((field) => [field, null]));
      return found.rows.slice(0, 5).map((row) => ({ ...empty, ...row }));
    }
    if (mapping.from.collection) {
      return (await client.fetchQuery(firstOfCollection(mapping.from.collection))).items.slice(0, 5).map((record) => record.values);
    }
    return [];
  };
  const go = async () => {
    setAsking(true);
    try {
      test.mutate({ mapping, rows: await rows() }, { onError: sayProblem });
    } catch (error) {
      sayProblem(error instanceof SyntaxError ? new Error('The record is not written as JSON: {"Email": "ada@example.org"}') : error);
    } finally {
      setAsking(false);
    }
  };
  return (
    <Panel
      title="Try it"
      actions={
        <Button size="xs" variant="default" loading={asking || test.isPending} disabled={!real && !own.trim()} onClick={() => void go()}>
          {own.trim() || !real ? 'Try it on this record' : 'Try it on real records'}
        </Button>
      }
    >
      <Stack gap="sm">
        <Textarea label="A record of your own, as JSON" description={real ? 'Without one, the first records of the source are taken.' : undefined} autosize minRows={1} maxRows={6} spellCheck={false} value={own} onChange={(event) => setOwn(event.currentTarget.value)} placeholder='{"Email": "ada@example.org"}' classNames={{ input: 'mono' }} />
        {test.error ? <Failed error={test.error} /> : null}
        {test.data && (
          <>
            {stale && <Notice tone="info">The mapping was changed since; try it again.</Notice>}
            {test.data.rows.length === 0 ? (
              <Notice tone="info">The source has no record to try it on.</Notice>
            ) : (
              <Notice tone={test.data.problems > 0 ? 'warn' : 'good'}>{test.data.problems > 0 ? `${count(test.data.problems, 'value')} ${test.data.problems === 1 ? 'does' : 'do'} not fit.` : 'Everything fits.'}</Notice>
            )}
            {/* Records side by side scroll on their own; the keyboard has to reach them for that. */}
            {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
            <div className={classes.tests} role="region" aria-label="Records before and after" tabIndex={0}>
              {test.data.rows.map((row, at) => (
                <div key={at} className={classes.test}>
                  {row.fields.map((field) => (
                    <div key={field.to}>
                      <Text size="xs" c="dimmed" className="wrap">
                        {field.to}
                      </Text>
                      <Group gap={6} wrap="wrap">
                        <span className="wrap">{text(field.before)}</span>
                        <span aria-hidden>→</span>
                        <strong className="wrap">{field.problem ? '' : text(field.after)}</strong>
                      </Group>
                      {field.problem && (
                        <Text size="xs" c="red" className="wrap">
                          {field.problem}
                        </Text>
                      )}
                    </div>
                  ))}
                </div>
              ))}
            </div>
          </>
        )}
      </Stack>
    </Panel>
  );
}
