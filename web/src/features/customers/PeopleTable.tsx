import { Text } from '@mantine/core';
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

/** People in rows; at phone width each is a card. */
export function PeopleTable({ query, empty }: { query: UseInfiniteQueryResult<InfiniteData<PeoplePage>>; empty?: ReactNode }) {
  return (
    <DataTable
      caption="People"
      rows={query.data ? itemsOf(query.data) : []}
      rowKey={(one) => one.id}
      more={moreOf(query)}
      empty={empty ?? <Empty icon={IconAddressBook} title="Nobody here" />}
      columns={[
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
        {
          key: 'company',
          header: 'Company',
          cell: (one) =>
            one.companyId ? (
              <Link to="/customers/companies/$id" params={{ id: one.companyId }} className="link">
                {one.company}
              </Link>
            ) : (
              one.company
            ),
        },
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
        { key: 'owner', header: 'Owner', cell: (one) => one.owner },
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
