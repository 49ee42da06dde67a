import { Button, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { dateAndTime } from '@/lib/format';
import { useMay } from '@/ui/access';
import { CopyText } from '@/ui/CopyText';
import { Following } from '@/ui/Following';
import { IconChevronRight, IconLock, IconPencil } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Notice } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { PeopleActs } from '@/ui/PeopleActs';
import { Tag } from '@/ui/Tag';
import { say, sayProblem } from '@/ui/toast';
import { ConsentPanel } from './ConsentPanel';
import { person, personStory, type Person, type Place, type Point, useChangePerson } from './customers.api';
import classes from './customers.module.css';
import { PersonForm } from './PersonForm';
import { PersonTags } from './PersonTags';
import { Story } from './Story';

const route = getRouteApi('/shell/customers/people/$id');
const ISO = /^\d{4}-\d{2}-\d{2}T/;

function Points({ of, href }: { of: Point[]; href: string }) {
  return (
    <ul className={classes.list}>
      {of.map((point) => (
        <li key={point.normalised}>
          {point.ended ? (
            <span className={classes.ended}>{point.written}</span>
          ) : (
            <a className="link" href={`${href}${point.normalised}`}>
              {point.written}
            </a>
          )}
          <Text size="xs" c="dimmed" span>
            {point.ended ? 'no longer in use' : point.kind}
          </Text>
        </li>
      ))}
    </ul>
  );
}

function lineOf(place: Place): string {
  return [place.street, [place.postalCode, place.city].filter(Boolean).join(' '), place.region, place.country].filter(Boolean).join(', ');
}

function shown(value: unknown): string {
  if (value === true) return 'yes';
  if (value === false) return 'no';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return ISO.test(text) ? dateAndTime(text) : text;
}

const WORDS: Record<string, string> = {
  title: 'Job title',
  department: 'Department',
  birthDate: 'Born',
  language: 'Language',
  owner: 'Owner',
  source: 'Source',
  lastActivityAt: 'Last activity',
};

function About({ of }: { of: Person }) {
  const facts: [string, ReactNode][] = Object.entries(WORDS).flatMap(([name, label]): [string, ReactNode][] => (of.fields[name] ? [[label, shown(of.fields[name])]] : []));
  if (of.company) {
    facts.unshift([
      'Company',
      of.companyId ? (
        <Link key="company" to="/customers/companies/$id" params={{ id: of.companyId }} className="link wrap">
          {of.company}
        </Link>
      ) : (
        of.company
      ),
    ]);
  }
  const list: [string, ReactNode][] = [
    ...(of.emails.length ? [['E-mail', <Points key="email" of={of.emails} href="mailto:" />] as [string, ReactNode]] : []),
    ...(of.phones.length ? [['Phone', <Points key="phone" of={of.phones} href="tel:" />] as [string, ReactNode]] : []),
    ...of.addresses.map((place): [string, ReactNode] => [`Address (${place.kind})`, lineOf(place)]),
    ...facts,
    ...Object.entries(of.extra).map(([name, value]): [string, ReactNode] => [name, shown(value)]),
  ];
  return (
    <Panel title="About">
      <dl className={classes.list} style={{ gap: 12 }}>
        {list.map(([label, value]) => (
          <div key={label}>
            <dt>
              <Text size="xs" c="dimmed" span>
                {label}
              </Text>
            </dt>
            <dd style={{ margin: 0 }} className="wrap">
              {value}
            </dd>
          </div>
        ))}
        {of.externalIds.length > 0 && (
          <div>
            <dt>
              <Text size="xs" c="dimmed" span>
                Known elsewhere as
              </Text>
            </dt>
            <dd style={{ margin: 0 }}>
              <ul className={classes.list}>
                {of.externalIds.map((id) => (
                  <li key={`${id.system} ${id.object} ${id.id}`}>
                    <Text size="sm" span>
                      {id.object} in {id.system.replace(/^salesforce:/, '')}
                    </Text>
                    {id.id} <CopyText value={id.id} label="Copy the id" />
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        )}
      </dl>
    </Panel>
  );
}

export default function PersonPage() {
  const { id } = route.useParams();
  const query = useQuery(person(id));
  const may = useMay();
  const change = useChangePerson();
  const [editing, setEditing] = useState(false);
  return (
    <Loaded query={query} skeleton={<Lines rows={10} height={24} />}>
      {(of) => {
        const values: Record<string, unknown> = {
          ...of.fields,
          email: of.emails.find((point) => point.primary && !point.ended)?.written,
          phone: of.phones.find((point) => point.kind === 'work' && !point.ended)?.written,
          mobilePhone: of.phones.find((point) => point.kind === 'mobile' && !point.ended)?.written,
          company: of.company,
        };
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
                <About of={of} />
                <ConsentPanel of={of} />
              </Stack>
              <Panel title="Their story">
                <Story of={personStory(id)} />
              </Panel>
            </div>
            <PersonForm
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
