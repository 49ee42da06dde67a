import { Anchor, Button, Checkbox, Group as Row, Modal, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Fragment, useState } from 'react';
import { IconChevronRight, IconSearch } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { type CrmField, crmParent, type Parent } from './pulls.api';
import classes from './pulls.module.css';
import { fieldsLike, parentsOf, pathTo } from './ways';

interface Chosen {
  connection: string;
  object: string;
  /** For people. */
  label: string;
  /** Which fields can be chosen. */
  fits: (field: CrmField) => boolean;
}

interface Many {
  chosen: string[];
  toggle: (path: string) => void;
}

function Crumbs({ of, label, go }: { of: Parent | undefined; label: string; go: (path: string) => void }) {
  const steps = of?.steps ?? [];
  return (
    <nav aria-label="Way through parents" className={classes.crumbs}>
      <Anchor component="button" type="button" size="sm" onClick={() => go('')} aria-current={steps.length === 0 ? 'location' : undefined}>
        {label}
      </Anchor>
      {steps.map((step, at) => (
        <Fragment key={step.relationship}>
          <IconChevronRight size={14} aria-hidden />
          <Anchor component="button" type="button" size="sm" onClick={() => go(steps.slice(0, at + 1).map((one) => one.relationship).join('.'))} aria-current={at === steps.length - 1 ? 'location' : undefined}>
            {step.label}
          </Anchor>
        </Fragment>
      ))}
    </nav>
  );
}

function Fields({ of, search, fits, many, pick, go }: { of: Parent; search: string; fits: Chosen['fits']; many?: Many | undefined; pick: (path: string, field: CrmField) => void; go: (path: string) => void }) {
  const parents = of.deeper ? fieldsLike(parentsOf(of.fields), search) : [];
  const fields = fieldsLike(of.fields.filter(fits), search);
  if (parents.length + fields.length === 0) return <Empty icon={IconSearch} title="Nothing is called like that here" />;
  return (
    <ul className={classes.choices}>
      {fields.map((field) => {
        const path = pathTo(of.path, field.name);
        return (
          <li key={field.name}>
            {many ? (
              <Checkbox className={classes.choice} label={<FieldName of={field} />} checked={many.chosen.includes(path)} onChange={() => many.toggle(path)} />
            ) : (
              <UnstyledButton className={classes.choice} onClick={() => pick(path, field)}>
                <FieldName of={field} />
              </UnstyledButton>
            )}
          </li>
        );
      })}
      {parents.map((field) => (
        <li key={`to ${field.name}`}>
          <UnstyledButton className={classes.choice} onClick={() => go(pathTo(of.path, field.relationship ?? ''))} aria-label={`Attributes of ${field.relationship ?? ''}`}>
            <span>
              <Text span size="sm" fw={500}>
                {field.relationship}
              </Text>{' '}
              <Text span size="xs" c="dimmed">
                {field.referenceTo.length > 3 ? `one of ${field.referenceTo.length} objects` : field.referenceTo.join(' or ')}
              </Text>
            </span>
            <IconChevronRight size={16} aria-hidden />
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}

function FieldName({ of }: { of: CrmField }) {
  return (
    <span>
      <Text span size="sm">
        {of.label}
      </Text>{' '}
      {of.label !== of.name && (
        <Text span size="xs" c="dimmed">
          {of.name}
        </Text>
      )}
    </span>
  );
}

/** Goes from an object through its parents, five in a row at most, to one attribute, or to several where {@link Many} is given. */
export function FieldChooser({ connection, object, label, fits, many, pick, close }: Chosen & { many?: Many; pick: (path: string, field: CrmField) => void; close: () => void }) {
  const [path, setPath] = useState('');
  const [search, setSearch] = useState('');
  const query = useQuery(crmParent(connection, object, path));
  const go = (to: string) => {
    setPath(to);
    setSearch('');
  };
  return (
    <Modal opened onClose={close} title={many ? 'Attributes of parents' : 'An attribute of a parent'} size="md">
      <Crumbs of={query.data} label={label} go={go} />
      <TextInput mt="xs" aria-label="Search attributes" placeholder="Search" leftSection={<IconSearch size={15} />} value={search} onChange={(event) => setSearch(event.currentTarget.value)} data-autofocus />
      <Loaded query={query} skeleton={<Lines rows={7} height={22} />}>
        {(of) => (
          <>
            {of.several && (
              <Text size="xs" c="dimmed" mt="xs">
                This may be {of.steps.at(-1)?.objects.slice(0, 4).join(', ')}
                {(of.steps.at(-1)?.objects.length ?? 0) > 4 ? ' and others' : ''}: Salesforce tells of it what all of them have, and in Type which it is.
              </Text>
            )}
            <Fields of={of} search={search} fits={fits} many={many} pick={pick} go={go} />
          </>
        )}
      </Loaded>
      <Row justify="flex-end" mt="md">
        <Button variant="default" onClick={close}>
          {many ? 'Done' : 'Cancel'}
        </Button>
      </Row>
    </Modal>
  );
}
