import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { call, get, post, put } from '@/api/client';
import type { Maybe, Page } from '@/api/contract';

export type ReviewState = 'OPEN' | 'AUTOMATIC' | 'SAME' | 'DIFFERENT' | 'SKIPPED';
export type Decision = 'same' | 'different' | 'skip';

export interface ReviewLine {
  id: string;
  at: string;
  incomingName: string;
  customer: string;
  /** Nothing where they are not there any more. */
  customerName?: Maybe<string>;
  probability: number;
  why: string;
  note: string;
  state: ReviewState;
  decidedBy?: Maybe<string>;
  decidedAt?: Maybe<string>;
  merge?: Maybe<string>;
  /** The customer of its own that the contact became when somebody said it is another. */
  parted?: Maybe<string>;
}

export interface ReviewsPage extends Page<ReviewLine> {
  waiting: number;
}

export interface ReviewField {
  field: string;
  incoming?: Maybe<string>;
  customer?: Maybe<string>;
  equal: boolean;
}

export interface Reason {
  evidence: string;
  words: string;
  /** In bits; positive speaks for one person. */
  weight: number;
}

export interface Review {
  review: ReviewLine;
  system: string;
  object: string;
  externalId: string;
  run?: Maybe<string>;
  rows: ReviewField[];
  reasons: Reason[];
}

export interface Quality {
  reviewed: number;
  same: number;
  automatic: number;
  checked: number;
  wrong: number;
  proposal?: Maybe<number>;
  precision?: Maybe<number>;
  recall?: Maybe<number>;
}

/** The last search for customers who are there twice; neither running nor done: it was stopped. */
export interface Search {
  run: string;
  running: boolean;
  done: boolean;
  looked: number;
  customers: number;
  found: number;
  startedAt: string;
  endedAt?: Maybe<string>;
}

/** The system of customers who are held against each other. */
export const OURS = 'salessync';

export type Survivor = 'KEPT' | 'NEWEST' | 'LONGEST';

export interface Settings {
  same: number;
  review: number;
  promise: number;
  survivors: Record<string, Survivor>;
  learntAt?: Maybe<string>;
  learntFrom: number;
}

export type SettingsInput = Pick<Settings, 'same' | 'review' | 'promise' | 'survivors'>;

/** A customer as far as it matters which values survive. */
export interface Customer {
  id: string;
  fields: Record<string, unknown>;
  externalIds: { system: string; object: string; id: string }[];
  changedAt: string;
  mergedInto?: Maybe<string>;
  erasedAt?: Maybe<string>;
}

const key = ['matching'] as const;

export const reviews = (state: ReviewState) =>
  infiniteQueryOptions({
    queryKey: [...key, 'reviews', state] as const,
    queryFn: ({ pageParam, signal }) => get<ReviewsPage>('/matching/reviews', { state, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? null,
  });

export const review = (id: string) => queryOptions({ queryKey: [...key, 'review', id] as const, queryFn: ({ signal }) => get<Review>(`/matching/reviews/${id}`, undefined, signal), staleTime: 15_000 });
export const quality = () => queryOptions({ queryKey: [...key, 'quality'] as const, queryFn: ({ signal }) => get<Quality>('/matching/quality', undefined, signal) });
export const settings = () => queryOptions({ queryKey: [...key, 'settings'] as const, queryFn: ({ signal }) => get<Settings>('/matching/settings', undefined, signal) });

export const lastSearch = () =>
  queryOptions({
    queryKey: [...key, 'duplicates'] as const,
    queryFn: ({ signal }) => get<{ search?: Maybe<Search> }>('/matching/duplicates', undefined, signal),
    refetchInterval: (query) => (query.state.data?.search?.running ? 2_000 : false),
  });

const MERGES_FOLLOWED = 8;

async function living(id: string, signal: AbortSignal): Promise<Customer> {
  let one = await get<Customer>(`/customers/people/${id}`, undefined, signal);
  for (let step = 0; one.mergedInto && step < MERGES_FOLLOWED; step += 1) one = await get<Customer>(`/customers/people/${one.mergedInto}`, undefined, signal);
  return one;
}

/** The customer that the contact has become meanwhile, by its id there. */
async function ownCustomer(of: Review, signal: AbortSignal): Promise<Customer | undefined> {
  if (of.system === OURS) return living(of.externalId, signal);
  const found = await get<Page<{ id: string }>>('/customers/people', { q: of.externalId, limit: 5 }, signal);
  for (const { id } of found.items) {
    const one = await get<Customer>(`/customers/people/${id}`, undefined, signal);
    if (one.externalIds.some((known) => known.system === of.system && known.object === of.object && known.id === of.externalId)) return one;
  }
  return undefined;
}

export interface Pair {
  kept: Customer;
  other: Customer;
}

/** The two customers that would become one; nothing where the contact is none of its own. */
export const pair = (of: Review) =>
  queryOptions({
    queryKey: ['customers', 'pair', of.review.customer, of.system, of.object, of.externalId] as const,
    queryFn: async ({ signal }): Promise<Pair | null> => {
      const [kept, other] = await Promise.all([living(of.review.customer, signal), ownCustomer(of, signal)]);
      return other && other.id !== kept.id ? { kept, other } : null;
    },
    retry: false,
    staleTime: 15_000,
  });

function useChange<V, R>(change: (values: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: key });
      void client.invalidateQueries({ queryKey: ['customers'] });
    },
  });
}

export const useDecideReview = () =>
  useChange(({ id, decision, survivors }: { id: string; decision: Decision; survivors?: Record<string, unknown> }) => post<Review>(`/matching/reviews/${id}`, { decision, ...(survivors ? { survivors } : {}) }));
export const useUndoReview = () => useChange((id: string) => post<Review>(`/matching/reviews/${id}/undo`, {}));
export const useSearchDuplicates = () => useChange(() => post<{ search?: Maybe<Search> }>('/matching/duplicates', {}));
export const useSaveSettings = () => useChange((input: SettingsInput) => put<Settings>('/matching/settings', input));
/** Looks at many customers: takes its time. */
export const useLearn = () => useChange(() => call<Settings>('POST', '/matching/learn', { body: {}, timeoutSeconds: 300 }));
