import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, post } from '@/api/client';
import type { Maybe, Page } from '@/api/contract';

export interface Conversation {
  id: string;
  channel: 'LINKEDIN' | 'EMAIL';
  name: string;
  sender?: Maybe<string>;
  senderName?: Maybe<string>;
  lead?: Maybe<string>;
  leadState?: Maybe<string>;
  person?: Maybe<string>;
  subject?: Maybe<string>;
  excerpt?: Maybe<string>;
  lastAt?: Maybe<string>;
  unread: boolean;
  writable: boolean;
}

export interface Said {
  id: string;
  ours: boolean;
  text?: Maybe<string>;
  subject?: Maybe<string>;
  at: string;
  kind?: Maybe<string>;
  effect?: Maybe<string>;
  state?: Maybe<string>;
}

const key = ['outreach', 'conversations'] as const;

export const conversations = (filter: { unread?: string | undefined }) =>
  infiniteQueryOptions({
    queryKey: [...key, 'list', filter] as const,
    queryFn: ({ pageParam, signal }) => get<Page<Conversation>>('/outreach/conversations', { ...filter, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? null,
  });
export const conversation = (id: string) => queryOptions({ queryKey: [...key, id] as const, queryFn: ({ signal }) => get<{ conversation: Conversation; messages: Said[] }>(`/outreach/conversations/${id}`, undefined, signal) });

export function useReply(id: string) {
  const client = useQueryClient();
  return useMutation({ mutationFn: (text: string) => post(`/outreach/conversations/${id}/reply`, { text }), onSuccess: () => client.invalidateQueries({ queryKey: ['outreach'] }) });
}
