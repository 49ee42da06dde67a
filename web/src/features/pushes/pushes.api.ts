import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, post, remove } from '@/api/client';
import type { Maybe, Page } from '@/api/contract';

export type PushState = 'PREPARING' | 'WAITING' | 'APPROVED' | 'SENDING' | 'DONE' | 'PARTLY_FAILED' | 'FAILED' | 'REFUSED' | 'EXPIRED' | 'VOID' | 'EMPTY';
export type PushRowState = 'NEW' | 'READY' | 'UNCHANGED' | 'WITHHELD' | 'VOID' | 'EXPIRED' | 'SENDING' | 'SENT' | 'FAILED' | 'UNKNOWN' | 'UNDONE' | 'KEPT';
export type PushMode = 'UPDATE' | 'UPSERT' | 'MEMBER';

export interface Push {
  id: string;
  title: string;
  reason: string;
  connection: string;
  object: string;
  mode: PushMode;
  fields: string[];
  purpose: string;
  channel: string;
  unknownAllowed: boolean;
  state: PushState;
  message?: Maybe<string>;
  counts: Partial<Record<PushRowState, number>>;
  run?: Maybe<string>;
  flow?: Maybe<string>;
  flowName?: Maybe<string>;
  node?: Maybe<string>;
  work?: Maybe<string>;
  proposedBy: string;
  proposedAt: string;
  expiresAt?: Maybe<string>;
  decidedAt?: Maybe<string>;
  decidedBy?: Maybe<string>;
  note?: Maybe<string>;
  standing?: Maybe<string>;
  endedAt?: Maybe<string>;
  undo?: Maybe<'RUNNING' | 'DONE' | 'PARTLY'>;
  undoneBy?: Maybe<string>;
  undoneAt?: Maybe<string>;
  mayDecide: boolean;
  mayNot?: Maybe<string>;
  /** As people read them; the ones without “Name” are as the audit trail has them. */
  proposedName?: Maybe<string>;
  decidedName?: Maybe<string>;
  undoneName?: Maybe<string>;
}

export interface ConsentVerdict {
  allowed: boolean;
  why?: Maybe<string>;
  words: { source: string; answer: 'AGREED' | 'YES' | 'NO' | 'UNKNOWN'; why: string; said?: ConsentSaid[] }[];
}

/** Something that was read of somebody's consent. */
export interface ConsentSaid {
  object: string;
  id?: Maybe<string>;
  field: string;
  value: string;
  purpose?: Maybe<string>;
  from?: Maybe<string>;
  to?: Maybe<string>;
  /** It was in force and about the purpose. */
  counts: boolean;
}

export type Values = Record<string, unknown>;

export interface PushRow {
  number: number;
  key: string;
  vendorId?: Maybe<string>;
  recordKey: string;
  person?: Maybe<string>;
  label: string;
  before?: Maybe<Values>;
  after?: Maybe<Values>;
  seenAt?: Maybe<string>;
  consent?: Maybe<ConsentVerdict>;
  consentSent?: Maybe<ConsentVerdict>;
  state: PushRowState;
  why?: Maybe<string>;
  created?: Maybe<boolean>;
  sentAt?: Maybe<string>;
}

export interface Standing {
  id: string;
  scope: { title: string; connection: string; object: string; mode: PushMode; fields: string[]; purpose: string; flow?: Maybe<string>; mostRows: number; expiresAt: string };
  owner: string;
  ownerName?: Maybe<string>;
  createdAt: string;
  state: 'ACTIVE' | 'EXPIRED' | 'REVOKED';
  revokedBy?: Maybe<string>;
  revokedAt?: Maybe<string>;
  used: number;
}

const key = ['pushes'] as const;

export const pushes = (filter: { state?: string | undefined; run?: string | undefined }) =>
  infiniteQueryOptions({
    queryKey: [...key, 'list', filter] as const,
    queryFn: ({ pageParam, signal }) => get<Page<Push>>('/pushes', { ...filter, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? null,
  });

export const push = (id: string) => queryOptions({ queryKey: [...key, id] as const, queryFn: ({ signal }) => get<Push>(`/pushes/${id}`, undefined, signal) });

export const pushRows = (id: string, state: string | undefined) =>
  infiniteQueryOptions({
    queryKey: [...key, id, 'rows', state] as const,
    queryFn: ({ pageParam, signal }) => get<Page<PushRow>>(`/pushes/${id}/rows`, { state, after: pageParam, limit: 100 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? null,
  });

export const standings = () => queryOptions({ queryKey: [...key, 'standing'] as const, queryFn: ({ signal }) => get<{ items: Standing[] }>('/pushes/standing', undefined, signal) });

/** Flows by name, and the fields that an object of the CRM has: what a standing approval may be narrowed to. */
export const flowNames = () => queryOptions({ queryKey: ['flows', 'titles'] as const, queryFn: ({ signal }) => get<{ items: { id: string; title: string }[] }>('/flows', { limit: 200 }, signal) });
export const objectFields = (connection: string, object: string) =>
  queryOptions({
    queryKey: ['pulls', 'fields', connection, object] as const,
    queryFn: ({ signal }) => get<{ fields: { name: string; label: string; calculated: boolean }[] }>(`/pulls/objects/${encodeURIComponent(object)}`, { connection }, signal),
    staleTime: 300_000,
    retry: false,
  });

function useChange<V, R>(change: (values: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => client.invalidateQueries({ queryKey: key }) });
}

export const useDecide = () => useChange(({ id, act, note }: { id: string; act: 'approve' | 'refuse'; note?: string }) => post<Push>(`/pushes/${id}/${act}`, { note: note || null }));
export const useUndoPush = () => useChange((id: string) => post<Push>(`/pushes/${id}/undo`, {}));
export const useGiveStanding = () => useChange((scope: Standing['scope']) => post<Standing>('/pushes/standing', scope));
export const useRevokeStanding = () => useChange((id: string) => remove(`/pushes/standing/${id}`));
