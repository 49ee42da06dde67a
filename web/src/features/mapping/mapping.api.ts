import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, post, put, remove } from '@/api/client';
import type { Maybe } from '@/api/contract';

export interface Side {
  connection?: Maybe<string>;
  object?: Maybe<string>;
  collection?: Maybe<string>;
  target?: Maybe<string>;
  fields?: Maybe<{ name: string; label?: string; type?: string }[]>;
}

export interface MapField {
  name: string;
  label: string;
  type: string;
  required: boolean;
  writable: boolean;
  key: boolean;
  choices: string[];
  kind?: Maybe<string>;
  about?: Maybe<string>;
}

export type TextChange = 'TRIM' | 'LOWER' | 'UPPER' | 'TITLE' | 'DIGITS';

export interface Entry {
  to: string;
  from?: Maybe<string>;
  expression?: Maybe<string>;
  standard?: Maybe<string>;
  required: boolean;
  changes: TextChange[];
  values: Record<string, string>;
  format?: Maybe<string>;
}

export interface Suggestion {
  from: string;
  to: string;
  score: number;
  why: string;
}

export interface DriftFinding {
  side: string;
  field: string;
  what: string;
  now?: Maybe<string>;
  fills: string[];
  breaks: boolean;
  message: string;
}

export interface Mapping {
  id: string;
  name: string;
  from: Side;
  to: Side;
  fields: Entry[];
  missing: 'FAILS' | 'IS_EMPTY';
  ways: { to: string; both: boolean; why?: Maybe<string> }[];
  version: number;
  changedAt: string;
  changedBy: string;
  drift?: Maybe<DriftFinding[]>;
  checkedAt?: Maybe<string>;
}

export interface MappingLine {
  id: string;
  name: string;
  from: string;
  to: string;
  fields: number;
  version: number;
  changedAt: string;
  drifted?: Maybe<number>;
  checkedAt?: Maybe<string>;
}

export interface MappingInput {
  name: string;
  from: Side;
  to: Side;
  fields: Entry[];
  missing: Mapping['missing'];
  version?: number;
}

export interface RowTest {
  fields: { to: string; from?: Maybe<string>; before?: unknown; after?: unknown; problem?: Maybe<string> }[];
  problems: number;
}

const key = ['mapping'] as const;

export const mappings = () => queryOptions({ queryKey: [...key, 'list'] as const, queryFn: ({ signal }) => get<{ items: MappingLine[]; targets: string[] }>('/mappings', undefined, signal) });
export const mapping = (id: string) => queryOptions({ queryKey: [...key, id] as const, queryFn: ({ signal }) => get<Mapping>(`/mappings/${id}`, undefined, signal) });
export const drift = (id: string) =>
  queryOptions({ queryKey: [...key, id, 'drift'] as const, staleTime: 60_000, retry: false, queryFn: ({ signal }) => get<{ items: DriftFinding[]; checkedAt: string; breaks: boolean }>(`/mappings/${id}/drift`, undefined, signal, 60) });
export const suggestions = (from: Side, to: Side) =>
  queryOptions({
    queryKey: [...key, 'suggest', from, to] as const,
    staleTime: 60_000,
    retry: false,
    queryFn: () => post<{ items: Suggestion[]; from: MapField[]; to: MapField[] }>('/mappings/suggest', { from, to }),
  });

export const objectNames = (connection: string) =>
  queryOptions({ queryKey: [...key, 'objects', connection] as const, staleTime: 300_000, queryFn: ({ signal }) => get<{ items: { name: string; label: string }[] }>('/pulls/objects', { connection }, signal, 60) });
export const collectionNames = () => queryOptions({ queryKey: [...key, 'collections'] as const, queryFn: ({ signal }) => get<{ items: { name: string; title: string }[] }>('/records', undefined, signal) });
export const firstOfCrm = (connection: string, object: string, fields: string[]) =>
  queryOptions({ queryKey: [...key, 'rows', connection, object, fields] as const, retry: false, queryFn: () => post<{ rows: Record<string, unknown>[]; problems?: { message: string; wrong: boolean }[] }>('/pulls/preview', { connection, query: { object, fields } }) });
export const firstOfCollection = (name: string) =>
  queryOptions({ queryKey: [...key, 'rows', name] as const, retry: false, queryFn: () => get<{ items: { values: Record<string, unknown> }[] }>(`/records/${encodeURIComponent(name)}`) });

function useChange<V, R>(change: (values: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => client.invalidateQueries({ queryKey: key }) });
}

export const useMakeMapping = () => useChange((input: MappingInput) => post<Mapping>('/mappings', input));
export const useChangeMapping = () => useChange(({ id, ...input }: MappingInput & { id: string }) => put<Mapping>(`/mappings/${id}`, input));
export const useRemoveMapping = () => useChange((id: string) => remove(`/mappings/${id}`));
export const useTestMapping = () =>
  useMutation({ mutationFn: ({ mapping: wanted, rows }: { mapping: MappingInput; rows: Record<string, unknown>[] }) => post<{ rows: RowTest[]; problems: number }>('/mappings/test', { mapping: wanted, rows }) });
