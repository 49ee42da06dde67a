import { lazy, Suspense } from 'react';
import type { PeopleMeant } from '@/ui/PeopleActs';

const AddToSequence = lazy(() => import('@/features/outreach/AddToSequence'));

/** What can be done with customers besides what their own pages do. */
export function actsOnPeople(meant: PeopleMeant) {
  return (
    <Suspense fallback={null}>
      <AddToSequence {...meant} />
    </Suspense>
  );
}
