import { Tabs } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { number } from '@/lib/format';
import { PageHead } from '@/ui/Page';
import { SideScroll } from '@/ui/SideScroll';
import { DecidedTab } from './DecidedTab';
import { DuplicatesButton, DuplicatesState } from './Duplicates';
import { reviews } from './matching.api';
import { QualityTab } from './QualityTab';
import { QueueTab } from './QueueTab';

const route = getRouteApi('/shell/matching');

export default function MatchingPage() {
  const { tab = 'review' } = route.useSearch();
  const navigate = route.useNavigate();
  const { data } = useInfiniteQuery(reviews('OPEN'));
  const waiting = data?.pages[0]?.waiting;
  return (
    <>
      <PageHead title="Matches" lead="Contacts that may be customers we have, and customers who may be there twice: you say whether two are one, and see why the program thinks so." actions={<DuplicatesButton />} />
      <DuplicatesState />
      <Tabs value={tab} onChange={(value) => void navigate({ search: { tab: value === 'review' ? undefined : (value ?? undefined) }, replace: true })} keepMounted={false}>
        <SideScroll at={tab}>
          <Tabs.List>
            <Tabs.Tab value="review">To review{waiting ? ` (${number(waiting)})` : ''}</Tabs.Tab>
            <Tabs.Tab value="decided">Decided</Tabs.Tab>
            <Tabs.Tab value="quality">Quality and settings</Tabs.Tab>
          </Tabs.List>
        </SideScroll>
        <Tabs.Panel value="review">
          <QueueTab />
        </Tabs.Panel>
        <Tabs.Panel value="decided">
          <DecidedTab />
        </Tabs.Panel>
        <Tabs.Panel value="quality">
          <QualityTab />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
