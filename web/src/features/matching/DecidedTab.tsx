import { Button, Drawer, SegmentedControl } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMay } from '@/ui/access';
import { DataTable } from '@/ui/DataTable';
import { IconArrowBackUp, IconArrowsJoin2 } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import { itemsOf, moreOf } from '@/ui/paged';
import { SideScroll } from '@/ui/SideScroll';
import { Time } from '@/ui/Time';
import { say, sayProblem } from '@/ui/toast';
import { chance } from './figures';
import { type Decision, type ReviewLine, type ReviewState, reviews, useDecideReview, useUndoReview } from './matching.api';
import { ReviewPanel } from './ReviewPanel';

const route = getRouteApi('/shell/matching');
const STATES: { value: ReviewState; label: string }[] = [
  { value: 'SAME', label: 'Same' },
  { value: 'DIFFERENT', label: 'Different' },
  { value: 'SKIPPED', label: 'Skipped' },
  { value: 'AUTOMATIC', label: 'Taken without a look' },
];
const EMPTY: Partial<Record<ReviewState, string>> = {
  SAME: 'Nobody said “same” yet',
  DIFFERENT: 'Nobody said “different” yet',
  SKIPPED: 'Nothing was skipped',
  AUTOMATIC: 'Nothing was taken without a look yet',
};

function newest(items: ReviewLine[]): ReviewLine[] {
  return [...items].sort((one, other) => (other.decidedAt ?? other.at).localeCompare(one.decidedAt ?? one.at));
}

/** What was decided, by people and without them; each decision can be taken back. */
export function DecidedTab() {
  const { state: wanted, id } = route.useSearch();
  const navigate = route.useNavigate();
  const may = useMay()('customers:write');
  const state = STATES.find((one) => one.value === wanted)?.value ?? 'SAME';
  const query = useInfiniteQuery({ ...reviews(state), placeholderData: keepPreviousData });
  const undoing = useUndoReview();
  const deciding = useDecideReview();
  const close = () => void navigate({ search: (old) => ({ ...old, id: undefined }), replace: true });
  const undo = (one: string) =>
    undoing.mutate(one, {
      onSuccess: (of) => {
        say(of.review.state === 'AUTOMATIC' ? 'Taken back.' : 'Taken back; it waits for a look again.');
        close();
      },
      onError: sayProblem,
    });
  const decide = (one: string) => (decision: Decision, survivors?: Record<string, unknown>) =>
    deciding.mutate(
      { id: one, decision, ...(survivors ? { survivors } : {}) },
      {
        onSuccess: () => {
          say('Written down.');
          close();
        },
        onError: sayProblem,
      },
    );
  const decided = state === 'SAME' || state === 'DIFFERENT';
  const undoButton = (one: string) =>
    may &&
    state !== 'AUTOMATIC' && (
      <Button size="compact-sm" variant="default" leftSection={<IconArrowBackUp size={14} />} loading={undoing.isPending && undoing.variables === one} onClick={() => undo(one)}>
        {state === 'SKIPPED' ? 'Put back' : 'Undo'}
      </Button>
    );
  return (
    <Panel
      flush
      label="Decided"
      title={
        <SideScroll at={state}>
          <SegmentedControl size="xs" aria-label="Which" data={STATES} value={state} onChange={(value) => void navigate({ search: (old) => ({ ...old, id: undefined, state: value === 'SAME' ? undefined : value }), replace: true })} />
        </SideScroll>
      }
    >
      <Loaded query={query} skeleton={<Lines rows={8} height={24} />}>
        {(data) => (
          <DataTable
            caption="Decided"
            rows={newest(itemsOf(data))}
            rowKey={(one) => one.id}
            more={moreOf(query)}
            empty={
              <Empty icon={IconArrowsJoin2} title={EMPTY[state] ?? 'Nothing'}>
                {state === 'AUTOMATIC' ? 'Contacts that are surely a customer we have are listed here. Looking at a few of them shows how right that is.' : undefined}
              </Empty>
            }
            columns={[
              {
                key: 'contact',
                header: 'Contact',
                lead: true,
                cell: (one) => (
                  <Link to="/matching" search={(old) => ({ ...old, id: one.id })} resetScroll={false} className="link wrap">
                    {one.incomingName || 'Without a name'}
                  </Link>
                ),
              },
              {
                key: 'customer',
                header: 'Customer',
                cell: (one) =>
                  one.customerName ? (
                    <Link to="/customers/people/$id" params={{ id: one.customer }} className="wrap">
                      {one.customerName}
                    </Link>
                  ) : (
                    'not there any more'
                  ),
              },
              { key: 'chance', header: 'Chance', right: true, cell: (one) => chance(one.probability) },
              ...(state === 'SAME' ? [{ key: 'merge', header: 'Became', cell: (one: ReviewLine) => (one.merge ? 'two customers in one' : 'linked') }] : []),
              { key: 'who', header: 'By', cell: (one) => <span className="wrap">{one.decidedBy}</span> },
              { key: 'when', header: 'When', cell: (one) => <Time at={one.decidedAt ?? one.at} /> },
              { key: 'undo', header: <span className="visually-hidden">Undo</span>, label: '', right: true, bare: true, cell: (one) => undoButton(one.id) },
            ]}
          />
        )}
      </Loaded>
      <Drawer opened={id !== undefined} onClose={close} title="What was decided" size="xl" styles={{ content: { '--below': '0px' } }}>
        {id && <ReviewPanel key={id} id={id} decide={decided ? undefined : decide(id)} head={undoButton(id) || undefined} />}
      </Drawer>
    </Panel>
  );
}
