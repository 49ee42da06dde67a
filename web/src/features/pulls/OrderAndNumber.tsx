import { ActionIcon, Button, Group as Row, NumberInput, Select, Text } from '@mantine/core';
import { useState } from 'react';
import { IconArrowsSort, IconTrash } from '@/ui/icons';
import { Notice } from '@/ui/Notice';
import { FieldChooser } from './FieldChooser';
import type { ObjectDetail, Query } from './pulls.api';
import classes from './pulls.module.css';
import { isLimited, orderOf, type Sorted, unlimited, withLimit, withOrder } from './ways';

const MORE = 'more of parents';
const MOST_ORDERS = 32;

function OrderRow({ connection, object, sorted, set, drop }: { connection: string; object: ObjectDetail; sorted: Sorted; set: (next: Sorted) => void; drop: () => void }) {
  const [choosing, setChoosing] = useState(false);
  const own = object.fields.filter((field) => field.sortable);
  return (
    <div className={classes.order}>
      <Select
        aria-label="Sorted by"
        placeholder="Attribute"
        searchable
        data={[
          ...own.map((field) => ({ value: field.name, label: field.label })),
          ...(sorted.field && !own.some((field) => field.name === sorted.field) ? [{ value: sorted.field, label: sorted.field }] : []),
          { value: MORE, label: 'An attribute of a parent …' },
        ]}
        value={sorted.field || null}
        onChange={(name) => (name === MORE ? setChoosing(true) : set({ ...sorted, field: name ?? '' }))}
      />
      <Select
        aria-label="Direction"
        data={[
          { value: 'asc', label: 'up: A to Z, old to new' },
          { value: 'desc', label: 'down: Z to A, new to old' },
        ]}
        value={sorted.direction}
        onChange={(direction) => set({ ...sorted, direction: direction === 'desc' ? 'desc' : 'asc' })}
        allowDeselect={false}
      />
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Do not sort by this" onClick={drop}>
        <IconTrash size={16} />
      </ActionIcon>
      {choosing && (
        <FieldChooser
          connection={connection}
          object={object.name}
          label={object.label}
          fits={(field) => field.sortable}
          pick={(path) => {
            set({ ...sorted, field: path });
            setChoosing(false);
          }}
          close={() => setChoosing(false)}
        />
      )}
    </div>
  );
}

/** What records are sorted by and how many come, where all of it is fetched each time; elsewhere it says why not. */
export function OrderAndNumber({ connection, object, query, set, whole }: { connection: string; object: ObjectDetail; query: Query; set: (next: Query) => void; whole: boolean }) {
  const order = orderOf(query.order);
  if (!whole) {
    return isLimited(query) ? (
      <Notice
        tone="warn"
        title="What changed is fetched in an order of its own"
        after={
          <Button size="xs" variant="default" onClick={() => set(unlimited(query))}>
            Take them out
          </Button>
        }
      >
        With an order or a number of records, records would be missed. Take them out, or fetch all of it each time.
      </Notice>
    ) : (
      <Text size="xs" c="dimmed">
        An order and a number of records can be chosen where all of it is fetched each time. What changed is fetched by time of change, or records would be missed.
      </Text>
    );
  }
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        Order and number
      </Text>
      <div className={classes.orders}>
        {order.map((one, at) => (
          <OrderRow key={at} connection={connection} object={object} sorted={one} set={(next) => set(withOrder(query, order.map((before, place) => (place === at ? next : before))))} drop={() => set(withOrder(query, order.filter((_, place) => place !== at)))} />
        ))}
        <Row gap="md" align="end">
          {order.length < MOST_ORDERS && (
            <Button size="xs" variant="default" leftSection={<IconArrowsSort size={14} />} onClick={() => set(withOrder(query, [...order, { field: '', direction: 'asc' }]))}>
              Sort by
            </Button>
          )}
          <NumberInput
            label="At most"
            description="Empty: all of them"
            placeholder="all"
            w={180}
            min={1}
            max={50_000_000}
            allowDecimal={false}
            thousandSeparator=" "
            value={query.limit ?? ''}
            onChange={(next) => set(withLimit(query, next === '' ? undefined : Number(next)))}
          />
        </Row>
      </div>
    </div>
  );
}
