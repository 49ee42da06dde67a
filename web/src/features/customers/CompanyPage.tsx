import { Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { count } from '@/lib/format';
import { IconChevronRight } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { PageHead, Panel } from '@/ui/Page';
import { company, companyStory, people } from './customers.api';
import classes from './customers.module.css';
import { PeopleTable } from './PeopleTable';
import { Story } from './Story';
import { fieldWords } from './words';

const route = getRouteApi('/shell/customers/companies/$id');

export default function CompanyPage() {
  const { id } = route.useParams();
  const query = useQuery(company(id));
  const there = useInfiniteQuery(people({ company: id }));
  return (
    <Loaded query={query} skeleton={<Lines rows={10} height={24} />}>
      {(of) => (
        <>
          <PageHead
            title={of.fields.name ?? 'A company'}
            lead={[of.fields.domain, [of.fields.city, of.fields.country].filter(Boolean).join(', ')].filter(Boolean).join(' · ') || undefined}
            above={
              <>
                <Link to="/customers" search={{ tab: 'companies' }}>
                  Customers
                </Link>
                <IconChevronRight size={14} aria-hidden />
                <span>Company</span>
              </>
            }
          />
          <div className={classes.two}>
            <Stack>
              <Panel title="About">
                <dl className={classes.list}>
                  {Object.entries(of.fields)
                    .filter(([name]) => name !== 'name')
                    .map(([name, value]) => (
                      <div key={name}>
                        <dt>
                          <Text size="xs" c="dimmed" span>
                            {fieldWords(name)}
                          </Text>
                        </dt>
                        <dd style={{ margin: 0 }} className="wrap">
                          {value}
                        </dd>
                      </div>
                    ))}
                </dl>
              </Panel>
              <Panel title="Its story">
                <Story companies of={companyStory(id)} />
              </Panel>
            </Stack>
            <Panel flush title={count(of.people, 'person', 'people')}>
              <Loaded query={there} skeleton={<Lines rows={5} height={24} />}>
                {() => <PeopleTable query={there} ofCompany />}
              </Loaded>
            </Panel>
          </div>
        </>
      )}
    </Loaded>
  );
}
