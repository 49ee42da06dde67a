import { Button, Group, SegmentedControl, Stack, Switch, Text, Textarea } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { count, number } from '@/lib/format';
import { DataTable } from '@/ui/DataTable';
import { IconEye } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty, Notice } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import { Tag } from '@/ui/Tag';
import classes from './outreach.module.css';
import { preview, type Shown } from './sequences.api';
import { peopleOf } from './people';

function Problems({ of }: { of: Shown }) {
  return (
    <>
      {of.missing.map((name) => (
        <Tag key={name} tone="warn">
          {name} is missing
        </Tag>
      ))}
      {of.problems.map((problem) => (
        <Tag key={problem} tone="bad">
          {problem}
        </Tag>
      ))}
      {of.warnings.map((warning) => (
        <Tag key={warning} tone="idle">
          {warning}
        </Tag>
      ))}
    </>
  );
}

/** What each text becomes for whom, before anything goes out. */
export function PreviewTab({ id, revision }: { id: string; revision: number }) {
  const [text, setText] = useState('');
  const [tier, setTier] = useState('PREMIUM');
  const people = peopleOf(text);
  const [every, setEvery] = useState(false);
  const query = useInfiniteQuery({ ...preview(id, revision, people.length > 0 ? people : undefined, tier), placeholderData: keepPreviousData });
  return (
    <Stack gap="md">
      <Panel title="For whom">
        <Stack gap="sm">
          <Textarea
            label="Try it on people of your own"
            description="The first line names the columns; empty: the leads that are on their way"
            placeholder={'first_name, company\nAda, Analytical Engines\n, Nameless Ltd'}
            autosize
            minRows={3}
            maxRows={10}
            classNames={{ input: 'mono' }}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Group gap="sm">
            <Text size="sm" id="tier">
              Notes are measured for
            </Text>
            <SegmentedControl
              size="xs"
              aria-labelledby="tier"
              data={[
                { value: 'PREMIUM', label: 'an account that pays' },
                { value: 'FREE', label: 'a free account' },
              ]}
              value={tier}
              onChange={setTier}
            />
          </Group>
        </Stack>
      </Panel>
      <Loaded query={query} skeleton={<Lines rows={8} height={24} />}>
        {({ pages }) => {
          const [data] = pages;
          const items = pages.flatMap((page) => page.items);
          if (!data) return null;
          return (
          <>
            {data.leads > 0 && (
              <Notice tone={data.ready === data.leads ? 'good' : 'warn'} title={data.ready === data.leads ? `All ${count(data.leads, 'lead', 'leads')} can be written to` : `${number(data.ready)} of ${count(data.leads, 'lead', 'leads')} can be written to`}>
                {data.ready === data.leads ? 'No value is missing, no text too long.' : 'The others wait as “needs data” and get nothing half filled in.'}
              </Notice>
            )}
            <Panel flush title="All texts">
              <DataTable
                caption="All texts"
                rows={data.totals}
                rowKey={(one) => `${one.step} ${one.variant}`}
                empty={<Empty icon={IconEye} title="The sequence sends no text" />}
                columns={[
                  { key: 'step', header: 'Step', lead: true, cell: (one) => <span className="mono">{one.step}{one.variant && ` · ${one.variant}`}</span> },
                  { key: 'ready', header: 'Ready', right: true, cell: (one) => `${number(one.ready)} of ${number(one.leads)}` },
                  { key: 'missing', header: 'Missing', cell: (one) => Object.entries(one.missing).map(([name, leads]) => `${name} (${number(leads)})`).join(', ') },
                  { key: 'defaults', header: 'Default used', cell: (one) => Object.entries(one.defaults).map(([name, leads]) => `${name} (${number(leads)})`).join(', ') },
                  { key: 'length', header: 'Characters', right: true, cell: (one) => (one.longest > 0 ? `${number(one.shortest)}–${number(one.longest)} of ${number(one.most)}` : '') },
                  { key: 'long', header: 'Too long', right: true, cell: (one) => (one.tooLong > 0 ? number(one.tooLong) : '') },
                ]}
              />
            </Panel>
            {items.length > 0 && (
              <Switch label="Every variant, not only the one that each of them gets" checked={every} onChange={(event) => setEvery(event.currentTarget.checked)} />
            )}
            {items.length === 0 && data.leads === 0 && (
              <Empty icon={IconEye} title="No lead is on the way yet">
                Put in a few people above to see what the texts become for them.
              </Empty>
            )}
            {items.map((lead) => (
              <Panel key={lead.id} title={lead.name || 'Somebody without a name'} actions={lead.ready ? <Tag tone="good">Ready</Tag> : <Tag tone="warn">Waits for data</Tag>}>
                <Stack gap="sm">
                  {lead.texts
                    .filter((shown) => every || shown.drawn)
                    .map((shown) => (
                      <div key={`${shown.step} ${shown.variant}`}>
                        <Group gap={6} mb={4}>
                          <Text size="xs" c="dimmed" className="mono">
                            {shown.step}
                            {shown.variant && ` · ${shown.variant}`}
                            {every && !shown.drawn && ', somebody else gets it'}
                          </Text>
                          <Problems of={shown} />
                        </Group>
                        <div className={classes.bubble} data-ours="true">
                          {shown.subject && <b>{shown.subject + '\n'}</b>}
                          {shown.text || 'Without a note'}
                        </div>
                      </div>
                    ))}
                </Stack>
              </Panel>
            ))}
            {query.hasNextPage && (
              <Group justify="center">
                <Button variant="default" size="xs" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  More leads
                </Button>
              </Group>
            )}
          </>
          );
        }}
      </Loaded>
    </Stack>
  );
}
