import { Button, Progress, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { count, number } from '@/lib/format';
import { useMay } from '@/ui/access';
import { IconUserSearch } from '@/ui/icons';
import { Time } from '@/ui/Time';
import { say, sayProblem } from '@/ui/toast';
import { lastSearch, useSearchDuplicates } from './matching.api';

/** Begins a search for customers who are there twice. */
export function DuplicatesButton() {
  const may = useMay()('customers:write');
  const { data } = useQuery(lastSearch());
  const search = useSearchDuplicates();
  if (!may) return null;
  return (
    <Button variant="default" leftSection={<IconUserSearch size={16} />} disabled={data?.search?.running ?? false} loading={search.isPending} onClick={() => search.mutate(undefined, { onSuccess: () => say('Customers are held against each other.'), onError: sayProblem })}>
      Look for duplicates
    </Button>
  );
}

/** How far the last search is, or what it found. */
export function DuplicatesState() {
  const { data } = useQuery(lastSearch());
  const last = data?.search;
  if (!last) return null;
  const share = last.customers > 0 ? Math.min(100, (100 * last.looked) / last.customers) : 0;
  return (
    <div role="status" style={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '6px 14px', marginBottom: 12 }}>
      {last.running && <Progress aria-label="Customers looked at" value={share} animated w={180} size="sm" />}
      <Text size="sm" c="dimmed">
        {last.running
          ? last.looked === 0
            ? 'Customers are prepared for comparing …'
            : `${number(last.looked)} of ${count(last.customers, 'customer', 'customers')} looked at, ${count(last.found, 'pair', 'pairs')} found so far`
          : last.done
            ? `Looked for duplicates among ${count(last.looked, 'customer', 'customers')}: ${count(last.found, 'pair', 'pairs')} put into the queue, `
            : `The search for duplicates was stopped after ${count(last.looked, 'customer', 'customers')}, `}
        {!last.running && <Time at={last.endedAt ?? last.startedAt} />}.{' '}
        <Link to="/runs/$id" params={{ id: last.run }}>
          Its run
        </Link>
      </Text>
    </div>
  );
}
