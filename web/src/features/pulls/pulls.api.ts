import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, post, put, remove } from '@/api/client';
import type { Maybe, Page } from '@/api/contract';

export interface CrmObject {
  name: string;
  label: string;
  custom: boolean;
}

export interface CrmField {
  name: string;
  label: string;
  type: 'TEXT' | 'ID' | 'CHOICE' | 'CHOICES' | 'FLAG' | 'WHOLE' | 'DECIMAL' | 'DATE' | 'INSTANT' | 'TIME' | 'OTHER';
  vendorType: string;
  filterable: boolean;
  sortable: boolean;
  calculated: boolean;
  pullable: boolean;
  choices: { value: string; label: string; active: boolean }[];
  relationship?: Maybe<string>;
  referenceTo: string[];
  ops: string[];
}

export interface ObjectDetail extends CrmObject {
  fields: CrmField[];
  ops: { op: string; label: string; values: 'NONE' | 'ONE' | 'TWO' | 'SOME' }[];
  relative: string[];
}

/** What is at the end of a path through parents. */
export interface Parent {
  path: string;
  steps: { relationship: string; label: string; objects: string[] }[];
  object: string;
  label: string;
  /** It may be of several objects. */
  several: boolean;
  /** Its own parents may be gone to. */
  deeper: boolean;
  fields: CrmField[];
}

export interface Condition {
  field: string;
  op: string;
  value?: unknown;
}

export type Rule = Condition | Group;
export interface Group {
  all?: Rule[];
  any?: Rule[];
}

export interface Query {
  object: string;
  fields: string[];
  where?: Group;
  order?: { field: string; direction?: string; nulls?: string }[];
  limit?: number;
  zone?: string;
}

export interface Finding {
  place: string;
  message: string;
  wrong: boolean;
}

export interface Compiled {
  soql?: Maybe<string>;
  problems: Finding[];
  count?: Maybe<number>;
  plan: { leading: string; rows: number; cost: number; notes: string[] }[];
  api?: Maybe<'REST' | 'BULK'>;
  calls?: Maybe<number>;
  today?: Maybe<{ most: number; left: number }>;
}

export interface Preview {
  soql?: Maybe<string>;
  problems: Finding[];
  columns: string[];
  rows: Record<string, unknown>[];
}

export interface Pull {
  id: string;
  name: string;
  connection: string;
  query: Query;
  mode: 'INCREMENTAL' | 'FULL';
  overlap: number;
  cursor?: Maybe<string>;
  comparedAt?: Maybe<string>;
  updatedAt: string;
}

export interface Seal {
  id: string;
  number: number;
  run?: Maybe<string>;
  kind: string;
  state: string;
  api: string;
  from?: Maybe<string>;
  to?: Maybe<string>;
  coveredTo?: Maybe<string>;
  received: number;
  counted?: Maybe<number>;
  landed?: Maybe<number>;
  rejected: number;
  moved: number;
  deleted: number;
  sealed: boolean;
  why?: Maybe<string>;
  soql: string;
  beganAt: string;
  endedAt?: Maybe<string>;
}

export interface Landed {
  id: string;
  values: Record<string, unknown>;
  modstamp?: Maybe<string>;
  deleted?: Maybe<boolean>;
}

export interface PullInput {
  name: string;
  connection: string;
  query: Query;
  mode: Pull['mode'];
  overlap?: number;
}

const key = ['pulls'] as const;

export const crmObjects = (connection: string) =>
  queryOptions({ queryKey: [...key, 'objects', connection] as const, staleTime: 300_000, queryFn: ({ signal }) => get<{ items: CrmObject[] }>('/pulls/objects', { connection }, signal, 60) });
export const crmObject = (connection: string, name: string) =>
  queryOptions({ queryKey: [...key, 'object', connection, name] as const, staleTime: 60_000, queryFn: ({ signal }) => get<ObjectDetail>(`/pulls/objects/${encodeURIComponent(name)}`, { connection }, signal, 60) });
export const crmParent = (connection: string, name: string, path: string) =>
  queryOptions({ queryKey: [...key, 'parent', connection, name, path] as const, staleTime: 60_000, queryFn: ({ signal }) => get<Parent>(`/pulls/objects/${encodeURIComponent(name)}/parents`, { connection, path }, signal, 60) });
export const compiled = (connection: string, query: Query, count: boolean) =>
  queryOptions({ queryKey: [...key, 'compile', connection, query, count] as const, staleTime: 30_000, retry: false, queryFn: () => post<Compiled>('/pulls/compile', { connection, query, count }) });
export const preview = (connection: string, query: Query) =>
  queryOptions({ queryKey: [...key, 'preview', connection, query] as const, staleTime: 30_000, retry: false, queryFn: () => post<Preview>('/pulls/preview', { connection, query }) });

export const pulls = () => queryOptions({ queryKey: [...key, 'list'] as const, queryFn: ({ signal }) => get<{ items: Pull[] }>('/pulls', undefined, signal) });
export const pull = (id: string) => queryOptions({ queryKey: [...key, id] as const, queryFn: ({ signal }) => get<Pull>(`/pulls/${id}`, undefined, signal) });
export const seals = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...key, id, 'runs'] as const,
    queryFn: ({ pageParam, signal }) => get<Page<Seal>>(`/pulls/${id}/runs`, { before: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? null,
  });
export const landed = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...key, id, 'rows'] as const,
    queryFn: ({ pageParam, signal }) => get<Page<Landed>>(`/pulls/${id}/rows`, { after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? null,
  });

function useChange<V, R>(change: (values: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => client.invalidateQueries({ queryKey: key }) });
}

export const useMakePull = () => useChange((input: PullInput) => post<Pull>('/pulls', input));
export const useChangePull = () => useChange(({ id, ...input }: PullInput & { id: string }) => put<Pull>(`/pulls/${id}`, input));
export const useRemovePull = () => useChange((id: string) => remove(`/pulls/${id}`));
export const useRunPull = () => useChange(({ id, full, compare }: { id: string; full?: boolean; compare?: boolean }) => post<{ run: string }>(`/pulls/${id}/run?full=${full ?? false}&compare=${compare ?? false}`, {}));
