import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, post, put, remove } from './client';
import type { Maybe, Page } from './contract';

/** A tag as it stands beside a person. */
export interface TagLabel {
  id: string;
  name: string;
  /** As #2f9e44. */
  color: string;
}

export type TagChannel = 'EMAIL' | 'PHONE' | 'MAIL' | 'LINKEDIN' | 'ANY';
export type TagRequirement = 'NOTHING' | 'NOT_WITHDRAWN' | 'GRANTED';

export interface Tag extends TagLabel {
  about: string;
  channel?: Maybe<TagChannel>;
  /** "any" for all. */
  purpose: string;
  requires: TagRequirement;
  version: number;
  people: number;
}

export interface TagInput {
  name: string;
  color: string;
  about: string;
  channel: TagChannel | null;
  purpose: string | null;
  requires: TagRequirement;
  version?: number;
}

export interface TaggedPerson {
  id: string;
  person?: Maybe<string>;
  since: string;
  who: string;
  why: string;
  run?: Maybe<string>;
  consent?: Maybe<'GRANTED' | 'UNKNOWN' | 'WITHDRAWN'>;
  consentWhy?: Maybe<string>;
}

export interface TagEvent {
  id: string;
  person: string;
  personName?: Maybe<string>;
  at: string;
  did: 'ADDED' | 'REMOVED';
  who: string;
  why: string;
  run?: Maybe<string>;
}

export interface TaggingResult {
  changed: number;
  unchanged: number;
  refused: number;
  outcomes: { person: string; change: 'ADDED' | 'REMOVED' | 'UNCHANGED' | 'REFUSED'; why?: Maybe<string> }[];
}

const key = ['tags'] as const;

export const tags = () => queryOptions({ queryKey: [...key, 'list'] as const, queryFn: ({ signal }) => get<Page<Tag>>('/tags', undefined, signal) });

function ofTag<T>(id: string, what: 'customers' | 'history') {
  return infiniteQueryOptions({
    queryKey: [...key, id, what] as const,
    queryFn: ({ pageParam, signal }) => get<Page<T>>(`/tags/${id}/${what}`, { after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? null,
  });
}
export const taggedPeople = (id: string) => ofTag<TaggedPerson>(id, 'customers');
export const tagHistory = (id: string) => ofTag<TagEvent>(id, 'history');

function useChange<V, R>(change: (values: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: key }), client.invalidateQueries({ queryKey: ['customers'] })]),
  });
}

export const useSaveTag = () => useChange(({ id, ...input }: TagInput & { id?: string | undefined }) => (id ? put<Tag>(`/tags/${id}`, input) : post<Tag>('/tags', input)));
export const useDeleteTag = () => useChange((id: string) => remove(`/tags/${id}`));
export const useTagging = () => useChange(({ id, ...of }: { id: string; people: string[]; why: string; remove: boolean }) => post<TaggingResult>(`/tags/${id}/customers`, of));
