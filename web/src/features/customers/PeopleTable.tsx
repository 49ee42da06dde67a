import { Text } from '@mantine/core';
import type { UseInfiniteQueryResult, InfiniteData } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { DataTable } from '@/ui/DataTable';
import { IconAddressBook, IconLock } from '@/ui/icons';
import { Empty } from '@/ui/Notice';
import { itemsOf, moreOf } from '@/ui/paged';
import { Tag } from '@/ui/Tag';
import { TagMarks } from '@/ui/TagMark';
import { Time } from '@/ui/Time';
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
              <Link to="/customers/companies/$id" params={{ id: one.companyId }} className="wrap">
                {one.company}
              </Link>
            ) : (
              <span className="wrap">{one.company}</span>
            ),
        },
        { key: 'email', header: 'E-mail', cell: (one) => <span className="wrap">{one.email}</span> },
        { key: 'phone', header: 'Phone', cell: (one) => <span className="nowrap">{one.phone}</span> },
        {
          key: 'tags',
          header: 'Tags',
          cell: (one) =>
            one.doNotContact || one.tags.length > 0 ? (
              <>
                {one.doNotContact && (
                  <Tag tone="bad" icon={IconLock}>
                    Do not contact
                  </Tag>
                )}
                <TagMarks of={one.tags} />
              </>
            ) : null,
        },
        { key: 'owner', header: 'Owner', cell: (one) => <span className="wrap">{one.owner}</span> },
        { key: 'activity', header: 'Last activity', cell: (one) => (one.lastActivityAt ? <Time at={one.lastActivityAt} /> : '') },
      ]}
    />
  );
}
