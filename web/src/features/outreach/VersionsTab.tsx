import { Button, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { count, number } from '@/lib/format';
import { useMay } from '@/ui/access';
import { useConfirm } from '@/ui/Confirm';
import { DataTable } from '@/ui/DataTable';
import { IconHistory } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty, Notice } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import { Tag } from '@/ui/Tag';
import { Time } from '@/ui/Time';
import { sayProblem } from '@/ui/toast';
import { MigrationLeads } from './MigrationLeads';
import { differences, type KeptPreview, migrationPreview, type SequenceAnswer, useKeepPreview, useRollBack, versions } from './sequences.api';

function Differences({ id, of }: { id: string; of: SequenceAnswer }) {
  const query = useQuery({ ...differences(id, 'published', 'draft'), enabled: of.dirty && Boolean(of.sequence.version) });
  if (!of.sequence.version || !of.dirty) return null;
  return (
    <Panel title="What publishing would change">
      <Loaded query={query}>
        {(data) => (
          <ul style={{ margin: 0, paddingLeft: 18 }}>
            {data.lines.map((line) => (
              <li key={line} className="wrap">
                <Text size="sm" span>
                  {line}
                </Text>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Panel>
  );
}

const DONE = ' ';

/** Where the leads of older versions would go. */
function Moving({ id, of, show }: { id: string; of: SequenceAnswer; show: (seen: KeptPreview) => void }) {
  const [mapping, setMapping] = useState<Record<string, string | null>>({});
  const query = useQuery(migrationPreview(id, mapping));
  const looking = useKeepPreview(id);
  return (
    <Panel title={`${count(of.older, 'lead walks', 'leads walk')} by an older version`}>
      <Loaded query={query}>
        {(data) => (
          <Stack gap="sm">
            <Text size="sm">They finish by the version they entered with, unless they are moved. What a step has sent once is never sent again.</Text>
            <DataTable
              caption="Where they would go"
              rows={data.rows}
              rowKey={(row) => `${row.version} ${row.step}`}
              empty={<Text size="sm">Nobody is left on an older version.</Text>}
              columns={[
                { key: 'from', header: 'They stand at', lead: true, cell: (row) => <span className="mono">{row.step || 'the end'}</span> },
                { key: 'leads', header: 'Leads', right: true, cell: (row) => number(row.leads) },
                {
                  key: 'to',
                  header: 'They would go to',
                  cell: (row) =>
                    row.how !== 'SAME' ? (
                      <Select
                        size="xs"
                        aria-label={`Where leads of ${row.step} go`}
                        placeholder="Choose"
                        data={[...data.steps, { value: DONE, label: 'completed' }]}
                        value={row.step in mapping ? (mapping[row.step] ?? DONE) : null}
                        onChange={(to) => to && setMapping({ ...mapping, [row.step]: to === DONE ? null : to })}
                      />
                    ) : (
                      <span className="mono">{row.to ?? 'completed'}</span>
                    ),
                },
              ]}
            />
            {data.busy > 0 && <Text size="sm" c="dimmed">{count(data.busy, 'lead is', 'leads are')} in a call at this moment and would stay.</Text>}
            {data.leads > 0 && (
              <div>
                <Button loading={looking.isPending} onClick={() => looking.mutate(mapping, { onSuccess: show, onError: sayProblem })}>
                  Look at each lead
                </Button>
              </div>
            )}
          </Stack>
        )}
      </Loaded>
    </Panel>
  );
}

export function VersionsTab({ id, of, reload }: { id: string; of: SequenceAnswer; reload: () => void }) {
  const query = useQuery(versions(id));
  const back = useRollBack(id);
  // stays open with what was done, when nobody is left on an older version
  const [seen, setSeen] = useState<KeptPreview>();
  const may = useMay();
  const { ask, dialog } = useConfirm();
  return (
    <Stack gap="md">
      {dialog}
      {of.older > 0 && <Moving id={id} of={of} show={setSeen} />}
      {seen && <MigrationLeads key={seen.id} id={id} of={seen} close={() => setSeen(undefined)} />}
      <Differences id={id} of={of} />
      <Panel flush title="Versions">
        <Loaded query={query} skeleton={<Lines rows={4} />}>
          {(data) => (
            <DataTable
              caption="Versions"
              rows={data.items}
              rowKey={(one) => one.version}
              empty={<Empty icon={IconHistory} title="Never published">Each publishing is kept, to look at and to go back to.</Empty>}
              columns={[
                { key: 'version', header: 'Version', lead: true, cell: (one) => <>{one.version} {one.newest && <Tag tone="good">In use</Tag>}</> },
                { key: 'note', header: 'What changed', cell: (one) => <span className="wrap">{one.note}</span> },
                { key: 'by', header: 'By', cell: (one) => one.by },
                { key: 'at', header: 'When', cell: (one) => <Time at={one.at} /> },
                {
                  key: 'back',
                  header: <span className="visually-hidden">Go back</span>,
                  label: '',
                  right: true,
                  bare: true,
                  cell: (one) =>
                    !one.newest &&
                    may('outreach:write') && (
                      <Button
                        size="compact-sm"
                        variant="default"
                        loading={back.isPending}
                        onClick={() =>
                          ask({
                            title: `Go back to version ${one.version}?`,
                            text: 'It is published again as a new version. Leads stay on theirs until they are moved.',
                            yes: 'Publish it again',
                            act: () => back.mutate(one.version, { onSuccess: reload, onError: sayProblem }),
                          })
                        }
                      >
                        Go back to it
                      </Button>
                    ),
                },
              ]}
            />
          )}
        </Loaded>
      </Panel>
      {of.sequence.version ? null : <Notice tone="info">Leads enter once it is published.</Notice>}
    </Stack>
  );
}
