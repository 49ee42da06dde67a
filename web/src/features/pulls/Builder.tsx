import { Button, Group as Row, Loader, MultiSelect, Select, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { number } from '@/lib/format';
import { DataTable } from '@/ui/DataTable';
import { IconFilter, IconSitemap } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty, Failed, Notice } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import { Conditions } from './Conditions';
import { FieldChooser } from './FieldChooser';
import { OrderAndNumber } from './OrderAndNumber';
import { compiled, type Compiled, crmObject, crmObjects, type ObjectDetail, preview, type Query } from './pulls.api';
import classes from './pulls.module.css';
import { ready } from './query';
import { hasParents, parentsOf } from './ways';

function text(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function Cost({ of }: { of: Compiled }) {
  const best = of.plan.reduce<Compiled['plan'][number] | undefined>((least, one) => (!least || one.cost < least.cost ? one : least), undefined);
  return (
    <dl className={classes.figures}>
      <div>
        <dt>Records now</dt>
        <dd>{of.count === null || of.count === undefined ? 'too many to count' : number(of.count)}</dd>
      </div>
      <div>
        <dt>Fetched by</dt>
        <dd>{of.api === 'BULK' ? 'Bulk API' : 'REST pages'}</dd>
      </div>
      <div>
        <dt>Calls for all of it</dt>
        <dd>
          {number(of.calls ?? null)}
          {of.today && (
            <Text span size="sm" c="dimmed" fw={400}>
              {' '}
              of {number(of.today.left)} left today
            </Text>
          )}
        </dd>
      </div>
      {best && (
        <div>
          <dt>Led by</dt>
          <dd>
            {best.leading === 'TableScan' ? 'reading the whole table' : best.leading === 'Index' ? 'an index' : best.leading.toLowerCase()}
            <Text span size="sm" c="dimmed" fw={400}>
              {' '}
              cost {best.cost}
            </Text>
          </dd>
        </div>
      )}
    </dl>
  );
}

function FirstRows({ connection, query }: { connection: string; query: Query }) {
  const found = useQuery({ ...preview(connection, query), placeholderData: keepPreviousData });
  return (
    <Loaded query={found} skeleton={<Lines rows={6} height={22} />}>
      {(data) => (
        <DataTable
          caption="First records"
          rows={data.rows}
          rowKey={(row) => text(row.Id) || JSON.stringify(row)}
          empty={<Empty icon={IconFilter} title="No record is like that now" />}
          columns={data.columns.map((column, at) => ({
            key: column,
            header: column,
            lead: at === 0,
            cell: (row: Record<string, unknown>) => (
              <Text size="sm" lineClamp={2} className="wrap" maw={260} span>
                {text(row[column])}
              </Text>
            ),
          }))}
        />
      )}
    </Loaded>
  );
}

function Looking({ connection, query, object }: { connection: string; query: Query; object: ObjectDetail }) {
  const takes = (op: string) => object.ops.find((one) => one.op === op)?.values ?? 'ONE';
  const [settled] = useDebouncedValue(ready(query, takes), 600);
  const [rows, setRows] = useState(false);
  const enough = settled.object === object.name && settled.fields.length > 0;
  const found = useQuery({ ...compiled(connection, settled, true), enabled: enough, placeholderData: keepPreviousData });
  if (!enough) return <Empty icon={IconFilter} title="Choose what to fetch">At least one attribute.</Empty>;
  if (found.error && !found.data) return <Failed error={found.error} retry={() => void found.refetch()} />;
  if (!found.data) return <Lines rows={4} />;
  const problems = found.data.problems.filter((one) => one.wrong);
  return (
    <Stack gap="sm">
      {problems.length > 0 ? (
        <Notice tone="bad" title="This cannot be asked">
          {problems.map((one) => (
            <div key={one.place + one.message} className="wrap">
              {one.message}
            </div>
          ))}
        </Notice>
      ) : (
        <>
          <Row justify="space-between" align="start">
            <Cost of={found.data} />
            {found.isFetching && <Loader size="sm" aria-label="Counting" />}
          </Row>
          {found.data.problems.map((one) => (
            <Notice key={one.place + one.message} tone="warn">
              {one.message}
            </Notice>
          ))}
          <pre className={classes.soql} aria-label="The query">
            {found.data.soql}
          </pre>
          {rows ? (
            <FirstRows connection={connection} query={settled} />
          ) : (
            <Button variant="default" size="xs" onClick={() => setRows(true)} style={{ justifySelf: 'start', alignSelf: 'start' }}>
              Show the first records
            </Button>
          )}
        </>
      )}
    </Stack>
  );
}

/** The object's own attributes, the names of its parents, and whatever else was chosen of them. */
function options(detail: ObjectDetail, chosen: string[]): { value: string; label: string }[] {
  const own = detail.fields.filter((field) => field.pullable).map((field) => ({ value: field.name, label: field.label === field.name ? field.name : `${field.label} (${field.name})` }));
  const names = [...parentsOf(detail.fields).map((field) => `${field.relationship}.Name`), ...chosen.filter((name) => name.includes('.'))];
  return [...own, ...[...new Set(names)].map((name) => ({ value: name, label: name }))];
}

function Attributes({ connection, detail, query, set }: { connection: string; detail: ObjectDetail; query: Query; set: (next: Query) => void }) {
  const [choosing, setChoosing] = useState(false);
  const toggle = (path: string) => set({ ...query, fields: query.fields.includes(path) ? query.fields.filter((one) => one !== path) : [...query.fields, path] });
  return (
    <div>
      <MultiSelect label="Attributes" searchable clearable hidePickedOptions placeholder="Add attributes" data={options(detail, query.fields)} value={query.fields} onChange={(fields) => set({ ...query, fields })} />
      <Button size="compact-sm" variant="subtle" mt={4} leftSection={<IconSitemap size={15} />} onClick={() => setChoosing(true)}>
        Attributes of parents …
      </Button>
      {choosing && <FieldChooser connection={connection} object={detail.name} label={detail.label} fits={(field) => field.pullable} many={{ chosen: query.fields, toggle }} pick={toggle} close={() => setChoosing(false)} />}
    </div>
  );
}

/**
 * Object, attributes and conditions, with the query they make beside them.
 *
 * @param whole whether all of it is fetched each time: only then may it be sorted and limited
 */
export function Builder({ connection, query, set, whole }: { connection: string; query: Query; set: (next: Query) => void; whole: boolean }) {
  const objects = useQuery(crmObjects(connection));
  const object = useQuery({ ...crmObject(connection, query.object), enabled: Boolean(query.object) });
  const takes = (op: string) => object.data?.ops.find((one) => one.op === op)?.values ?? 'ONE';
  const check = useQuery({ ...compiled(connection, object.data ? ready(query, takes) : query, true), enabled: false });
  return (
    <>
      <Panel title="What to fetch">
        <Stack gap="sm">
          {objects.error ? <Failed error={objects.error} retry={() => void objects.refetch()} /> : null}
          <Select
            label="Object"
            searchable
            placeholder={objects.isPending ? 'Asking the CRM …' : 'Choose an object'}
            data={objects.data?.items.map((one) => ({ value: one.name, label: one.label === one.name ? one.label : `${one.label} (${one.name})` })) ?? (query.object ? [query.object] : [])}
            value={query.object || null}
            onChange={(name) => set({ object: name ?? '', fields: [], ...(query.zone ? { zone: query.zone } : {}) })}
            nothingFoundMessage="No such object"
          />
          {query.object && (
            <Loaded query={object} skeleton={<Lines rows={3} />}>
              {(detail) => (
                <>
                  <Attributes connection={connection} detail={detail} query={query} set={set} />
                  {!whole && hasParents(query) && (
                    <Text size="xs" c="dimmed">
                      Attributes of parents change without touching the record: fetch all of it now and then where they matter.
                    </Text>
                  )}
                  <div>
                    <Text size="sm" fw={500} mb={4}>
                      Only records where
                    </Text>
                    <Conditions known={{ connection, object: detail, problems: check.data?.problems ?? [] }} group={query.where ?? { all: [] }} set={(where) => set({ ...query, where })} />
                  </div>
                  <OrderAndNumber connection={connection} object={detail} query={query} set={set} whole={whole} />
                </>
              )}
            </Loaded>
          )}
        </Stack>
      </Panel>
      {object.data && (
        <Panel title="What comes of it">
          <Looking connection={connection} query={query} object={object.data} />
        </Panel>
      )}
    </>
  );
}
