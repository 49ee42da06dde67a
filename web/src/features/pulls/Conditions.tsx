import { ActionIcon, Button, Group as Row, MultiSelect, NumberInput, SegmentedControl, Select, TagsInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { IconCirclePlus, IconTrash } from '@/ui/icons';
import { FieldChooser } from './FieldChooser';
import { type Condition, type CrmField, crmParent, type Finding, type Group, type ObjectDetail, type Rule } from './pulls.api';
import classes from './pulls.module.css';
import { lastOf, parentsOf, pathLabel, wayOf } from './ways';
import { findingsAt, firstCondition, grouped, groupOf, isGroup, isOther, kindOf, relativeWord, rulesOf, withRule } from './query';

interface Known {
  connection: string;
  object: ObjectDetail;
  problems: Finding[];
}

const MORE = 'more of parents';

/** The fields of the object, the names of its parents, and the one that is chosen, wherever it is. */
function useFields({ connection, object }: Known, path: string): { options: { value: string; label: string; group: string }[]; field: CrmField | undefined } {
  const way = wayOf(path);
  const { data } = useQuery({ ...crmParent(connection, object.name, way), enabled: way !== '' });
  const own = object.fields.filter((field) => field.filterable).map((field) => ({ value: field.name, label: field.label, group: object.label }));
  const chosen = way ? [{ value: path, label: pathLabel(data, path), group: 'Of its parents' }] : [];
  const reached = parentsOf(object.fields).map((field) => ({ value: `${field.relationship}.Name`, label: `${field.label.replace(/ ID$/i, '')}: name`, group: 'Of its parents' }));
  const more = [{ value: MORE, label: 'Another attribute of a parent …', group: 'Of its parents' }];
  const seen = new Set<string>();
  const options = [...own, ...chosen, ...reached, ...more].filter((one) => !seen.has(one.value) && seen.add(one.value));
  const field = way ? data?.fields.find((one) => one.name === lastOf(path)) : object.fields.find((one) => one.name === path);
  return { options, field };
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function Moment({ value, set, relative, time }: { value: unknown; set: (value: unknown) => void; relative: string[]; time: boolean }) {
  if (typeof value === 'object' && value !== null && 'literal' in value) {
    // a literal of the CRM, written by hand
    return <TextInput aria-label="When" value={String((value as { literal: unknown }).literal)} onChange={(event) => set(event.currentTarget.value ? { literal: event.currentTarget.value } : '')} />;
  }
  const word = typeof value === 'object' && value !== null && 'relative' in value ? (value as { relative: string; n?: number }) : undefined;
  const numbered = word?.relative.startsWith('N_');
  return (
    <Row gap={8} wrap="nowrap" align="start">
      <Select
        style={{ flex: 1, minWidth: 110 }}
        aria-label="When"
        data={[{ value: 'day', label: time ? 'a day or time' : 'a day' }, ...relative.map((one) => ({ value: one, label: relativeWord(one, undefined) }))]}
        value={word ? word.relative : 'day'}
        allowDeselect={false}
        onChange={(chosen) => set(!chosen || chosen === 'day' ? '' : chosen.startsWith('N_') ? { relative: chosen, n: 30 } : { relative: chosen })}
      />
      {word ? (
        numbered && <NumberInput w={90} aria-label="How many" min={1} max={20000} value={word.n ?? 30} onChange={(n) => set({ ...word, n: Number(n) || 1 })} />
      ) : (
        <TextInput type="date" aria-label="Day" style={{ flex: 1, minWidth: 130 }} value={typeof value === 'string' && DAY.test(value.slice(0, 10)) ? value.slice(0, 10) : ''} onChange={(event) => set(event.currentTarget.value)} />
      )}
    </Row>
  );
}

function One({ field, value, set, relative, label }: { field: CrmField | undefined; value: unknown; set: (value: unknown) => void; relative: string[]; label: string }) {
  if (!field) return <TextInput aria-label={label} value={String(value ?? '')} onChange={(event) => set(event.currentTarget.value)} />;
  switch (field.type) {
    case 'FLAG':
      return (
        <Select
          aria-label={label}
          data={[
            { value: 'true', label: 'yes' },
            { value: 'false', label: 'no' },
          ]}
          value={String(value ?? true)}
          onChange={(chosen) => set(chosen === 'true')}
          allowDeselect={false}
        />
      );
    case 'DATE':
    case 'INSTANT':
      return <Moment value={value} set={set} relative={relative} time={field.type === 'INSTANT'} />;
    case 'WHOLE':
    case 'DECIMAL':
      return <NumberInput aria-label={label} value={typeof value === 'number' ? value : ''} onChange={(next) => set(next === '' ? '' : Number(next))} allowDecimal={field.type === 'DECIMAL'} />;
    default:
      return field.choices.length > 0 ? (
        <Select aria-label={label} searchable data={field.choices.map((one) => ({ value: one.value, label: one.label }))} value={typeof value === 'string' ? value : null} onChange={(chosen) => set(chosen ?? '')} />
      ) : (
        <TextInput aria-label={label} value={String(value ?? '')} onChange={(event) => set(event.currentTarget.value)} />
      );
  }
}

function Value({ field, takes, condition, set, relative }: { field: CrmField | undefined; takes: string; condition: Condition; set: (value: unknown) => void; relative: string[] }) {
  if (takes === 'NONE') return <span />;
  if (takes === 'SOME') {
    const several = Array.isArray(condition.value) ? condition.value.map(String) : [];
    return field && field.choices.length > 0 ? (
      <MultiSelect aria-label="Values" searchable data={field.choices.map((one) => ({ value: one.value, label: one.label }))} value={several} onChange={set} />
    ) : (
      <TagsInput aria-label="Values" placeholder="Enter after each" value={several} onChange={(next) => set(field && (field.type === 'WHOLE' || field.type === 'DECIMAL') ? next.map(Number) : next)} />
    );
  }
  if (takes === 'TWO') {
    const [from, to] = Array.isArray(condition.value) ? (condition.value as unknown[]) : [undefined, undefined];
    return (
      <div className={classes.two}>
        <One field={field} label="From" value={from} set={(next) => set([next, to])} relative={relative} />
        <One field={field} label="To" value={to} set={(next) => set([from, next])} relative={relative} />
      </div>
    );
  }
  return <One field={field} label="Value" value={condition.value} set={set} relative={relative} />;
}

function ConditionRow({ known, condition, set, drop, place }: { known: Known; condition: Condition; set: (next: Condition) => void; drop: () => void; place: string }) {
  const { options, field } = useFields(known, condition.field);
  const takes = known.object.ops.find((one) => one.op === condition.op)?.values ?? 'ONE';
  const ops = known.object.ops.filter((one) => !field || field.ops.includes(one.op));
  const wrong = findingsAt(known.problems, place);
  const [choosing, setChoosing] = useState(false);
  return (
    <div className={classes.rule}>
      <Select
        aria-label="Attribute"
        placeholder="Attribute"
        searchable
        data={grouped(options)}
        value={condition.field || null}
        onChange={(name) => {
          if (name === MORE) {
            setChoosing(true);
            return;
          }
          const chosen = known.object.fields.find((one) => one.name === name);
          set(chosen ? firstCondition(chosen) : { field: name ?? '', op: 'equals' });
        }}
      />
      <Select
        aria-label="Operator"
        data={ops.map((one) => ({ value: one.op, label: one.label }))}
        value={condition.op}
        allowDeselect={false}
        onChange={(op) => {
          const next = known.object.ops.find((one) => one.op === op)?.values;
          set(next === takes ? { ...condition, op: op ?? 'equals' } : { field: condition.field, op: op ?? 'equals', ...(field?.type === 'FLAG' ? { value: true } : {}) });
        }}
      />
      <Value field={field} takes={takes} condition={condition} set={(value) => set({ ...condition, value })} relative={known.object.relative} />
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Remove this condition" onClick={drop}>
        <IconTrash size={16} />
      </ActionIcon>
      {choosing && (
        <FieldChooser
          connection={known.connection}
          object={known.object.name}
          label={known.object.label}
          fits={(one) => one.filterable}
          pick={(path, chosen) => {
            set(firstCondition({ ...chosen, name: path }));
            setChoosing(false);
          }}
          close={() => setChoosing(false)}
        />
      )}
      {wrong.length > 0 && (
        <div className={classes.wrong} role="alert">
          {wrong.map((one) => one.message).join(' ')}
        </div>
      )}
    </div>
  );
}

/** Rows of conditions, all or any of which have to hold; groups may lie in groups. */
export function Conditions({ known, group, set, drop, place = 'where', depth = 0 }: { known: Known; group: Group; set: (next: Group) => void; drop?: () => void; place?: string; depth?: number }) {
  const kind = kindOf(group);
  const rules = rulesOf(group);
  const add = (rule: Rule) => set(groupOf(kind, [...rules, rule]));
  return (
    <div className={classes.group} role="group" aria-label={kind === 'all' ? 'All of these' : 'Any of these'}>
      {(rules.length > 1 || depth > 0) && (
        <Row gap="sm">
          <SegmentedControl
            size="xs"
            aria-label="How many have to hold"
            data={[
              { value: 'all', label: 'all of these' },
              { value: 'any', label: 'any of these' },
            ]}
            value={kind}
            onChange={(next) => set(groupOf(next as 'all' | 'any', rules))}
          />
          {drop && (
            <Button size="compact-xs" variant="subtle" color="gray" onClick={drop}>
              Remove the group
            </Button>
          )}
        </Row>
      )}
      {rules.map((rule, at) =>
        isOther(rule) ? (
          <div key={at} className={classes.rule}>
            <code className="wrap" style={{ gridColumn: '1 / -2' }} title="This page has no form for it; it holds all the same.">
              {JSON.stringify(rule)}
            </code>
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Remove this condition" onClick={() => set(withRule(group, at, undefined))}>
              <IconTrash size={16} />
            </ActionIcon>
          </div>
        ) : isGroup(rule) ? (
          <Conditions key={at} known={known} group={rule} set={(next) => set(withRule(group, at, next))} drop={() => set(withRule(group, at, undefined))} place={`${place}/${kind}/${at}`} depth={depth + 1} />
        ) : (
          <ConditionRow key={at} known={known} condition={rule} set={(next) => set(withRule(group, at, next))} drop={() => set(withRule(group, at, undefined))} place={`${place}/${kind}/${at}`} />
        ),
      )}
      <Row gap="xs">
        <Button size="xs" variant="default" leftSection={<IconCirclePlus size={14} />} onClick={() => add({ field: '', op: 'equals' })}>
          Condition
        </Button>
        {depth < 3 && (
          <Button size="xs" variant="subtle" onClick={() => add({ [kind === 'all' ? 'any' : 'all']: [{ field: '', op: 'equals' }] })}>
            Group
          </Button>
        )}
      </Row>
    </div>
  );
}
