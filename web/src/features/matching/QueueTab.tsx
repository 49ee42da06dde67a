import { ActionIcon, Button, Kbd, Text } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { count, number } from '@/lib/format';
import { useMay } from '@/ui/access';
import { IconArrowBackUp, IconChevronLeft, IconChevronRight, IconCircleCheck, IconUserQuestion } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import { itemsOf, moreOf } from '@/ui/paged';
import { say, sayProblem } from '@/ui/toast';
import { chance } from './figures';
import { KEY_OF, useKeys } from './keys';
import { type Decision, review, type ReviewLine, reviews, useDecideReview, useUndoReview } from './matching.api';
import classes from './matching.module.css';
import { afterDeciding, placeOf } from './queue';
import { ReviewPanel } from './ReviewPanel';

const route = getRouteApi('/shell/matching');
const LITTLE = 5;
const SAID: Record<Decision, string> = { same: 'Same', different: 'Different', skip: 'Skipped' };

function Entries({ items, at, go, more }: { items: ReviewLine[]; at: number; go: (to: ReviewLine) => void; more: { has: boolean; loading: boolean; load: () => void } }) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  return (
    <ol className={classes.queue} ref={list}>
      {items.map((one, place) => (
        <li key={one.id}>
          <button type="button" className={classes.entry} aria-current={place === at} onClick={() => go(one)}>
            <strong>{one.incomingName || 'Without a name'}</strong>
            <span>{chance(one.probability)}</span>
            <span className={classes.aside}>{one.customerName ?? 'not there any more'}</span>
          </button>
        </li>
      ))}
      {more.has && (
        <li style={{ padding: 10, textAlign: 'center' }}>
          <Button size="xs" variant="default" loading={more.loading} onClick={more.load}>
            Load more
          </Button>
        </li>
      )}
    </ol>
  );
}

function Help() {
  const keys = [
    [KEY_OF.same, 'same'],
    [KEY_OF.different, 'different'],
    [KEY_OF.skip, 'skip'],
    [KEY_OF.previous, 'back'],
    [KEY_OF.next, 'on'],
    [KEY_OF.undo, 'undo the last'],
  ];
  return (
    <ul className={`${classes.help} ${classes.keyboard}`} aria-label="Keys">
      {keys.map(([key, what]) => (
        <li key={key}>
          <Kbd size="xs">{key}</Kbd> {what}
        </li>
      ))}
    </ul>
  );
}

/** What waits for a person, one after the other. */
export function QueueTab() {
  const { id } = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const query = useInfiniteQuery(reviews('OPEN'));
  const may = useMay()('customers:write');
  const deciding = useDecideReview();
  const undoing = useUndoReview();
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const [done, setDone] = useState<{ id: string; name: string }[]>([]);
  const [told, setTold] = useState('');
  const [before, setBefore] = useState(0);
  // one call after the other, so that an undo never overtakes its decision
  const chain = useRef<Promise<unknown>>(Promise.resolve());

  const all = query.data ? itemsOf(query.data) : [];
  const items = all.filter((one) => !gone.has(one.id));
  const waiting = Math.max(items.length, (query.data?.pages[0]?.waiting ?? 0) - (all.length - items.length));
  const at = placeOf(items, id, before);
  const current = items[at];
  const following = items[at + 1];
  const more = moreOf(query);

  const look = (to: ReviewLine | undefined, place: number) => {
    setBefore(Math.max(0, place));
    void navigate({ search: (old) => ({ ...old, id: to?.id }), replace: true, resetScroll: false });
  };
  const step = (by: number) => {
    const to = items[at + by];
    if (to) look(to, at + by);
  };
  const queued = (call: () => Promise<unknown>) => {
    chain.current = chain.current.then(call, call);
  };
  const back = (one: string) => setGone((old) => new Set([...old].filter((other) => other !== one)));

  const decide = (decision: Decision, survivors?: Record<string, unknown>) => {
    if (!current) return;
    const one = current;
    setGone((old) => new Set(old).add(one.id));
    setDone((old) => [...old, { id: one.id, name: one.incomingName }]);
    setTold(`${SAID[decision]}: ${one.incomingName}. ${count(Math.max(0, waiting - 1), 'review')} left.`);
    look(afterDeciding(items, at), at);
    queued(() =>
      deciding.mutateAsync({ id: one.id, decision, ...(survivors ? { survivors } : {}) }).catch((error: unknown) => {
        back(one.id);
        setDone((old) => old.filter((other) => other.id !== one.id));
        sayProblem(error);
      }),
    );
  };
  const undo = () => {
    const last = done.at(-1);
    if (!last) {
      say('Nothing was decided in this visit. What was decided before is under “Decided”.');
      return;
    }
    setDone((old) => old.slice(0, -1));
    queued(() =>
      undoing
        .mutateAsync(last.id)
        .then(() => {
          setTold(`Taken back: ${last.name}.`);
          back(last.id);
          void navigate({ search: (old) => ({ ...old, id: last.id }), replace: true, resetScroll: false });
        })
        .catch((error: unknown) => {
          setDone((old) => [...old, last]);
          sayProblem(error);
        }),
    );
  };
  useKeys({ next: () => step(1), previous: () => step(-1), undo: may ? undo : undefined });

  useEffect(() => {
    if (following) void client.prefetchQuery(review(following.id));
  }, [client, following]);
  const { hasNextPage, isFetching, fetchNextPage } = query;
  useEffect(() => {
    if (items.length < LITTLE && hasNextPage && !isFetching) void fetchNextPage();
  }, [items.length, hasNextPage, isFetching, fetchNextPage]);

  const undoButton = may && done.length > 0 && (
    <Button size="xs" variant="default" leftSection={<IconArrowBackUp size={14} />} onClick={undo} aria-keyshortcuts="u">
      Undo the last
    </Button>
  );
  return (
    <Loaded query={query} skeleton={<Lines rows={12} height={22} />}>
      {() => (
        <>
          <div role="status" className="visually-hidden">
            {told}
          </div>
          {current ? (
            <div className={classes.two}>
              <div className={classes.list}>
                <Panel flush title={`${number(waiting)} to review`}>
                  <Entries items={items} at={at} go={(to) => look(to, items.indexOf(to))} more={more} />
                </Panel>
                <Help />
              </div>
              <div style={{ minWidth: 0 }}>
                <ReviewPanel
                  key={current.id}
                  id={current.id}
                  decide={decide}
                  keys
                  head={
                    <>
                      <div className={classes.moves}>
                        <ActionIcon variant="default" size="lg" aria-label="The one before" disabled={at === 0} onClick={() => step(-1)}>
                          <IconChevronLeft size={18} />
                        </ActionIcon>
                        <ActionIcon variant="default" size="lg" aria-label="The next one" disabled={!following} onClick={() => step(1)}>
                          <IconChevronRight size={18} />
                        </ActionIcon>
                        <Text size="sm" ml={6} className="nowrap">
                          {number(at + 1)} of {number(waiting)}
                        </Text>
                      </div>
                      {undoButton}
                    </>
                  }
                />
              </div>
            </div>
          ) : query.hasNextPage ? (
            <Lines rows={12} height={22} />
          ) : (
            <Panel label="Review">
              <Empty icon={done.length > 0 ? IconCircleCheck : IconUserQuestion} title={done.length > 0 ? 'All looked at' : 'Nothing waits'} action={undoButton || undefined}>
                Contacts that a flow matches and that are likely, but not sure, to be a customer we have come here. What is sure is taken without a look and can be checked under “Decided”.
              </Empty>
            </Panel>
          )}
        </>
      )}
    </Loaded>
  );
}
