import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { get } from '@/api/client';
import type { Maybe, Page } from '@/api/contract';

export type MailState = 'QUEUED' | 'SENDING' | 'SENT' | 'DELIVERED' | 'BOUNCED' | 'FAILED' | 'UNKNOWN';

export interface Mail {
  id: string;
  to: string;
  subject: string;
  state: MailState;
  reason: string;
  run?: Maybe<string>;
  recordKey?: Maybe<string>;
  queuedAt: string;
  sentAt?: Maybe<string>;
  deliveredAt?: Maybe<string>;
  error?: Maybe<string>;
  attempts: number;
}

export interface MailDetail extends Mail {
  text?: Maybe<string>;
}

const key = ['mail'] as const;

export const mails = (filter: { state?: string | undefined; q?: string | undefined }) =>
  infiniteQueryOptions({
    queryKey: [...key, 'list', filter] as const,
    queryFn: ({ pageParam, signal }) => get<Page<Mail>>('/mail', { ...filter, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? null,
  });

export const mail = (id: string) => queryOptions({ queryKey: [...key, id] as const, queryFn: ({ signal }) => get<MailDetail>(`/mail/${id}`, undefined, signal) });
