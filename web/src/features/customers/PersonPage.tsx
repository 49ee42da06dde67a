import { Button, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useMay } from '@/ui/access';
import { Following } from '@/ui/Following';
import { IconChevronRight, IconLock, IconPencil } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Notice } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { PeopleActs } from '@/ui/PeopleActs';
import { Tag } from '@/ui/Tag';
import { say, sayProblem } from '@/ui/toast';
import { About, written } from './About';
import { ConsentPanel } from './ConsentPanel';
import { CustomerForm } from './CustomerForm';
import { person, personStory, useChangePerson } from './customers.api';
import classes from './customers.module.css';
import { GoneTags } from './Elsewhere';
import { PersonTags } from './PersonTags';
import { Story } from './Story';

const route = getRouteApi('/shell/customers/people/$id');
const WORDS: Record<string, string> = {
  title: 'Job title',
  department: 'Department',
  birthDate: 'Born',
  language: 'Language',
  owner: 'Owner',
  source: 'Source',
  lastActivityAt: 'Last activity',
};

export default function PersonPage() {
  const { id } = route.useParams();
  const query = useQuery(person(id));
  const may = useMay();
  const change = useChangePerson();
  const [editing, setEditing] = useState(false);
  return (
    <Loaded query={query} skeleton={<Lines rows={10} height={24} />}>
      {(of) => {
        const values: Record<string, unknown> = { ...written(of), company: of.company };
        const company: [string, ReactNode][] = of.company
          ? [
              [
                'Company',
                of.companyId ? (
                  <Link key="company" to="/customers/companies/$id" params={{ id: of.companyId }} className="link wrap">
                    {of.company}
                  </Link>
                ) : (
                  of.company
                ),
              ],
            ]
          : [];
        return (
          <>
            <PageHead
              title={String(of.fields.fullName ?? 'Somebody')}
              lead={[of.fields.title, of.company].filter(Boolean).join(' at ') || undefined}
              above={
                <>
                  <Link to="/customers">Customers</Link>
                  <IconChevronRight size={14} aria-hidden />
                  <span>Person</span>
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
                  <PersonTags person={{ id: of.id, name: String(of.fields.fullName ?? 'somebody') }} of={of.tags} fixed={Boolean(of.mergedInto ?? of.erasedAt)} />
                </>
              }
              actions={
                !of.mergedInto &&
                !of.erasedAt && (
                  <>
                    <PeopleActs people={[of.id]} name={String(of.fields.fullName ?? 'They')} />
                    <Following person={of.id} />
                    {may('customers:write') && (
                      <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setEditing(true)}>
                        Change
                      </Button>
                    )}
                  </>
                )
              }
            />
            {of.mergedInto && (
              <Notice tone="info" title="Merged into another person">
                <Link to="/customers/people/$id" params={{ id: of.mergedInto }}>
                  See who they are now
                </Link>
              </Notice>
            )}
            {of.erasedAt && <Notice tone="idle" title="Erased on request">Their data were taken out; a pull does not bring them back.</Notice>}
            <div className={classes.two}>
              <Stack>
                <About of={of} words={WORDS} first={company} />
                <ConsentPanel kind="people" of={of} fixed={Boolean(of.erasedAt)} />
              </Stack>
              <Panel title="Their story">
                <Story of={personStory(id)} />
              </Panel>
            </div>
            <CustomerForm
              kind="people"
              key={of.version}
              title="Change"
              opened={editing}
              busy={change.isPending}
              before={values}
              close={() => setEditing(false)}
              save={(changed) =>
                change.mutate(
                  { id, version: of.version, values: changed },
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
        );
      }}
    </Loaded>
  );
}
