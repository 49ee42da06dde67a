import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, post } from '@/api/client';
import type { Maybe, Page } from '@/api/contract';

export interface Conversation {
  id: string;
  sender: string;
  senderName: string;
  channel: 'LINKEDIN' | 'EMAIL';
  lead?: Maybe<string>;
  person?: Maybe<string>;
  name: string;
  company: string;
  leadState?: Maybe<string>;
  subject?: Maybe<string>;
  lastAt: string;
  lastText: string;
  lastOurs: boolean;
  /** Whether they said something that nobody answered. */
  waiting: boolean;
  messages: number;
}

export interface Said {
  id: string;
  ours: boolean;
  text: string;
  at: string;
  state: string;
  effect?: Maybe<string>;
  who?: Maybe<string>;
  error?: Maybe<string>;
}

const key = ['outreach', 'conversations'] as const;

export const conversations = (filter: { waiting?: boolean | undefined; q?: string | undefined }) =>
  infiniteQueryOptions({
    queryKey: [...key, 'list', filter] as const,
    queryFn: ({ pageParam, signal }) => get<Page<Conversation>>('/outreach/conversations', { ...filter, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? null,
  });
export const conversation = (id: string) => queryOptions({ queryKey: [...key, id] as const, queryFn: ({ signal }) => get<{ conversation: Conversation; messages: Said[] }>(`/outreach/conversations/${id}`, undefined, signal) });

export function useReply(id: string) {
  const client = useQueryClient();
  return useMutation({ mutationFn: (reply: { id: string; text: string }) => post(`/outreach/conversations/${id}/reply`, reply), onSuccess: () => client.invalidateQueries({ queryKey: ['outreach'] }) });
}
