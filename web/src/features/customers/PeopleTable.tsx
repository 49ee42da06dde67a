import { Checkbox, Text } from '@mantine/core';
import type { UseInfiniteQueryResult, InfiniteData } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { calendarDay, utc } from '@/lib/format';
import { DataTable } from '@/ui/DataTable';
import { IconAddressBook, IconLock } from '@/ui/icons';
import { Empty } from '@/ui/Notice';
import { itemsOf, moreOf } from '@/ui/paged';
import { Tag } from '@/ui/Tag';
import { TagMarks } from '@/ui/TagMark';
import classes from './customers.module.css';
import type { PeoplePage } from './customers.api';

export interface Chosen {
  ids: ReadonlySet<string>;
  set: (ids: ReadonlySet<string>) => void;
}

/**
 * People in rows, to choose from where somebody may do something with them; at phone width each is a card.
 *
 * @param ofCompany they are those of one company, which is named elsewhere
 */
export function PeopleTable({ query, empty, chosen, ofCompany = false }: { query: UseInfiniteQueryResult<InfiniteData<PeoplePage>>; empty?: ReactNode; chosen?: Chosen | undefined; ofCompany?: boolean }) {
  const rows = query.data ? itemsOf(query.data) : [];
  const choose = (id: string, on: boolean) => {
    const ids = new Set(chosen?.ids);
    if (on) ids.add(id);
    else ids.delete(id);
    chosen?.set(ids);
  };
  const there = rows.filter((one) => chosen?.ids.has(one.id)).length;
  return (
    <DataTable
      caption="People"
      rows={rows}
      rowKey={(one) => one.id}
      more={moreOf(query)}
      empty={empty ?? <Empty icon={IconAddressBook} title="Nobody here" />}
      columns={[
        ...(chosen
          ? [
              {
                key: 'choose',
                header: <Checkbox size="xs" aria-label="Choose all that are shown" checked={rows.length > 0 && there === rows.length} indeterminate={there > 0 && there < rows.length} onChange={(event) => chosen.set(event.currentTarget.checked ? new Set([...chosen.ids, ...rows.map((one) => one.id)]) : new Set())} />,
                label: '',
                bare: true,
                width: 36,
                cell: (one: PeoplePage['items'][number]) => <Checkbox size="xs" aria-label={`Choose ${one.fullName}`} checked={chosen.ids.has(one.id)} onChange={(event) => choose(one.id, event.currentTarget.checked)} />,
              },
            ]
          : []),
        {
          key: 'name',
          header: 'Name',
          lead: true,
          cell: (one) => (
            <>
              <Link to="/customers/people/$id" params={{ id: one.id }} className="link wrap">
                {one.fullName}
              </Link>
              {one.title && (
                <Text size="xs" c="dimmed" className="wrap">
                  {one.title}
                </Text>
              )}
            </>
          ),
        },
        ...(ofCompany
          ? []
          : [
              {
                key: 'company',
                header: 'Company',
                cell: (one: PeoplePage['items'][number]) =>
                  one.companyId ? (
                    <Link to="/customers/companies/$id" params={{ id: one.companyId }} className="link">
                      {one.company}
                    </Link>
                  ) : (
                    one.company
                  ),
              },
            ]),
        {
          key: 'reach',
          header: 'E-mail and phone',
          cell: (one) =>
            one.email || one.phone ? (
              <div className={classes.reach}>
                {one.email && <span>{one.email}</span>}
                {one.phone && <span className={one.email ? classes.second : undefined}>{one.phone}</span>}
              </div>
            ) : null,
        },
        {
          key: 'tags',
          header: 'Tags',
          cell: (one) =>
            one.doNotContact || one.tags.length > 0 ? (
              <div className={classes.marks}>
                {one.doNotContact && (
                  <Tag tone="bad" icon={IconLock}>
                    Do not contact
                  </Tag>
                )}
                <TagMarks of={one.tags} />
              </div>
            ) : null,
        },
        // most have no owner at first; an empty column would take the room of the others
        ...(rows.some((one) => one.owner) ? [{ key: 'owner', header: 'Owner', cell: (one: PeoplePage['items'][number]) => <span className={classes.owner}>{one.owner}</span> }] : []),
        {
          key: 'activity',
          header: 'Last activity',
          cell: (one) =>
            one.lastActivityAt ? (
              <time dateTime={one.lastActivityAt} title={utc(one.lastActivityAt)} className="nowrap">
                {calendarDay(one.lastActivityAt)}
              </time>
            ) : (
              ''
            ),
        },
      ]}
    />
  );
}
