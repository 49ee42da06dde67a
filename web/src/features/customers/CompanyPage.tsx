import { Button, Stack } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { count } from '@/lib/format';
import { useMay } from '@/ui/access';
import { IconChevronRight, IconGitMerge, IconLock, IconPencil } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Notice } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { Tag } from '@/ui/Tag';
import { say, sayProblem } from '@/ui/toast';
import { About, written } from './About';
import { ConsentPanel } from './ConsentPanel';
import { CustomerForm } from './CustomerForm';
import { type Company, company, companyStory, people, useChangeCompany, useMergeCompanies } from './customers.api';
import classes from './customers.module.css';
import { GoneTags } from './Elsewhere';
import { PeopleTable } from './PeopleTable';
import { Story } from './Story';

const route = getRouteApi('/shell/customers/companies/$id');
const WORDS: Record<string, string> = { domain: 'Domain', website: 'Website', industry: 'Industry', owner: 'Owner', source: 'Source' };

/** Companies of ours that people made one elsewhere: here they are two still. */
function MergedElsewhere({ of }: { of: Company }) {
  const may = useMay()('customers:write');
  const merge = useMergeCompanies();
  return of.mergedElsewhere.map((other) => (
    <Notice
      key={other.company}
      tone="warn"
      title="Two companies here, one elsewhere"
      after={
        may && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconGitMerge size={14} />}
            loading={merge.isPending}
            onClick={() => merge.mutate({ id: of.id, with: other.company, why: other.why }, { onSuccess: () => say('They are one now. The story takes it back.'), onError: sayProblem })}
          >
            Make them one
          </Button>
        )
      }
    >
      {other.why}; that one is{' '}
      <Link to="/customers/companies/$id" params={{ id: other.company }}>
        {other.name}
      </Link>
      .
    </Notice>
  ));
}

export default function CompanyPage() {
  const { id } = route.useParams();
  const query = useQuery(company(id));
  const there = useInfiniteQuery(people({ company: id }));
  const may = useMay();
  const change = useChangeCompany();
  const [editing, setEditing] = useState(false);
  return (
    <Loaded query={query} skeleton={<Lines rows={10} height={24} />}>
      {(of) => (
        <>
          <PageHead
            title={String(of.fields.name ?? 'A company')}
            lead={[of.fields.domain, [of.addresses[0]?.city, of.addresses[0]?.country].filter(Boolean).join(', ')].filter(Boolean).join(' · ') || undefined}
            above={
              <>
                <Link to="/customers" search={{ tab: 'companies' }}>
                  Customers
                </Link>
                <IconChevronRight size={14} aria-hidden />
                <span>Company</span>
              </>
            }
            beside={
              <>
                {of.fields.doNotContact === true && (
                  <Tag tone="bad" icon={IconLock}>
                    Do not contact
                  </Tag>
                )}
                <GoneTags of={of.externalIds} />
              </>
            }
            actions={
              may('customers:write') &&
              !of.mergedInto && (
                <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setEditing(true)}>
                  Change
                </Button>
              )
            }
          />
          {of.mergedInto && (
            <Notice tone="info" title="Merged into another company">
              <Link to="/customers/companies/$id" params={{ id: of.mergedInto }}>
                See what it is now
              </Link>
            </Notice>
          )}
          {of.mergedElsewhere.length > 0 && (
            <Stack mb="md">
              <MergedElsewhere of={of} />
            </Stack>
          )}
          <div className={classes.two}>
            <Stack>
              <About of={of} words={WORDS} />
              <ConsentPanel kind="companies" of={of} fixed={Boolean(of.mergedInto)} />
              <Panel title="Its story">
                <Story of={companyStory(id)} />
              </Panel>
            </Stack>
            <Panel flush title={count(of.people, 'person', 'people')}>
              <Loaded query={there} skeleton={<Lines rows={5} height={24} />}>
                {() => <PeopleTable query={there} ofCompany />}
              </Loaded>
            </Panel>
          </div>
          <CustomerForm
            kind="companies"
            key={of.version}
            title="Change"
            opened={editing}
            busy={change.isPending}
            before={written(of)}
            close={() => setEditing(false)}
            save={(values) =>
              change.mutate(
                { id, version: of.version, values },
                {
                  onSuccess: () => {
                    say('Saved.');
                    setEditing(false);
                  },
                  onError: sayProblem,
                },
              )
            }
          />
        </>
      )}
    </Loaded>
  );
}
