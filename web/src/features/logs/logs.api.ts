import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { addressOf, get, post, type Query, remove } from '@/api/client';
import type { Maybe, Page } from '@/api/contract';

export const OUTCOMES = ['DONE', 'DROPPED', 'FAILED', 'WAITING', 'RETRIED'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What became of one record in one passage through a run. */
export interface RecordLine {
  id: string;
  at: string;
  run: string;
  flow?: Maybe<string>;
  flowTitle?: Maybe<string>;
  node: string;
  recordKey: string;
  outcome: Outcome;
  message?: Maybe<string>;
  errorClass?: Maybe<string>;
  attempt: number;
  micros: number;
}

export interface RecordLineDetail extends RecordLine {
  trail?: Maybe<{ node: string; did?: Maybe<string>; ms?: Maybe<number> }[]>;
  input?: Maybe<Record<string, unknown>>;
  output?: Maybe<Record<string, unknown>>;
}

export interface Bucket {
  from: string;
  to: string;
  counts: Partial<Record<Outcome, number>>;
}

/** Something that happened to a record: a passage through a run (`record`), a mail, an alert; what each calls its state is in `outcome`. */
export interface TimelineEntry {
  id: string;
  at: string;
  kind: string;
  run?: Maybe<string>;
  flow?: Maybe<string>;
  flowTitle?: Maybe<string>;
  node?: Maybe<string>;
  outcome: string;
  message?: Maybe<string>;
  detail?: Maybe<string>;
  errorClass?: Maybe<string>;
}

/** `partial`: a text was looked for in the newest lines alone. */
export interface Bars {
  items: Bucket[];
  partial?: boolean;
}

export interface LogView {
  id: string;
  name: string;
  filters: Record<string, string>;
}

/** The filters of the page, as they stand in its address. */
export type LogFilter = Query;

const key = ['logs'] as const;

export const recordLines = (filter: LogFilter) =>
  infiniteQueryOptions({
    queryKey: [...key, 'lines', filter] as const,
    queryFn: ({ pageParam, signal }) => get<Page<RecordLine>>('/logs', { ...filter, limit: 100, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? null,
  });

export const recordLine = (id: string) => queryOptions({ queryKey: [...key, 'line', id] as const, queryFn: ({ signal }) => get<RecordLineDetail>(`/logs/${id}`, undefined, signal), staleTime: 60_000 });

export const histogram = (filter: LogFilter) =>
  queryOptions({ queryKey: [...key, 'histogram', filter] as const, queryFn: ({ signal }) => get<Bars>('/logs/histogram', { ...filter, buckets: 60 }, signal) });

export const timeline = (recordKey: string) =>
  infiniteQueryOptions({
    queryKey: [...key, 'timeline', recordKey] as const,
    queryFn: ({ pageParam, signal }) => get<Page<TimelineEntry>>('/logs/timeline', { key: recordKey, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? null,
  });

export const logViews = () => queryOptions({ queryKey: [...key, 'views'] as const, queryFn: ({ signal }) => get<{ items: LogView[] }>('/logs/views', undefined, signal) });

export const exportAddress = (filter: LogFilter) => addressOf('/logs.csv', filter);

export function useKeepView() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (view: { name: string; filters: LogFilter }) => post<LogView>('/logs/views', view),
    onSuccess: () => client.invalidateQueries({ queryKey: [...key, 'views'] }),
  });
}

export function useForgetView() {
  const client = useQueryClient();
  return useMutation({ mutationFn: (id: string) => remove(`/logs/views/${id}`), onSuccess: () => client.invalidateQueries({ queryKey: [...key, 'views'] }) });
}
