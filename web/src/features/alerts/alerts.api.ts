import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { call, get, post, put, remove } from '@/api/client';
import type { Maybe, Page } from '@/api/contract';

export type Severity = 'INFO' | 'WARNING' | 'CRITICAL';
export type AlertState = 'OPEN' | 'ACKNOWLEDGED' | 'SNOOZED' | 'CLOSED';

export interface Alert {
  id: string;
  rule: string;
  ruleTitle?: Maybe<string>;
  severity: Severity;
  state: AlertState;
  title: string;
  detail?: Maybe<string>;
  link?: Maybe<string>;
  run?: Maybe<string>;
  recordKey?: Maybe<string>;
  count: number;
  firstAt: string;
  lastAt: string;
  acknowledgedBy?: Maybe<string>;
  snoozedUntil?: Maybe<string>;
  closedAt?: Maybe<string>;
}

export interface Quiet {
  from: string;
  to: string;
  zone: string;
  days?: Maybe<string[]>;
}

export interface AlertRule {
  key: string;
  title: string;
  description?: Maybe<string>;
  own?: Maybe<boolean>;
  enabled: boolean;
  /** Without one the rule decides by what it found. */
  severity?: Maybe<Severity>;
  defaultSeverity?: Maybe<Severity>;
  settings: Record<string, unknown>;
  /** None named: all channels; an empty list: these pages alone. */
  channels?: Maybe<string[]>;
  throttleMinutes: number;
  quiet?: Maybe<Quiet>;
  escalateAfterMinutes?: Maybe<number>;
  escalateTo?: Maybe<string[]>;
}

/** Compares a number of each run with the runs of the weeks before. */
export interface Comparison {
  metric: string;
  subject: string;
  field?: Maybe<string>;
  direction: 'ABOVE' | 'BELOW';
  factor: number;
  weeks: number;
  minRuns: number;
}

export interface NewRule {
  title: string;
  condition: Comparison;
}

export type ChannelKind = 'EMAIL' | 'CHAT' | 'WEBHOOK';

export interface Channel {
  id: string;
  kind: ChannelKind;
  name: string;
  settings: Record<string, string>;
}

export interface Delivery {
  id: string;
  channel: string;
  channelName?: Maybe<string>;
  state: string;
  queuedAt: string;
  attempts: number;
  error?: Maybe<string>;
}

const key = ['alerts'] as const;

export const alerts = (filter: { state?: string | undefined; severity?: string | undefined }) =>
  infiniteQueryOptions({
    queryKey: [...key, 'list', filter] as const,
    queryFn: ({ pageParam, signal }) => get<Page<Alert>>('/alerts', { ...filter, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? null,
  });

export const alertRules = () => queryOptions({ queryKey: [...key, 'rules'] as const, queryFn: ({ signal }) => get<{ items: AlertRule[] }>('/alerts/rules', undefined, signal) });
export const channels = () => queryOptions({ queryKey: [...key, 'channels'] as const, queryFn: ({ signal }) => get<{ items: Channel[] }>('/alerts/channels', undefined, signal) });
export const deliveries = (id: string) => queryOptions({ queryKey: [...key, id, 'deliveries'] as const, queryFn: ({ signal }) => get<{ items: Delivery[] }>(`/alerts/${id}/deliveries`, undefined, signal) });

function useChange<V, R>(change: (values: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => client.invalidateQueries({ queryKey: key }) });
}

export type Act = 'acknowledge' | 'snooze' | 'close' | 'reopen';
export const useAct = () => useChange(({ id, act, until }: { id: string; act: Act; until?: string }) => post<unknown>(`/alerts/${id}/${act}`, until ? { until } : {}));
export const useSaveRule = () => useChange((rule: AlertRule) => put<unknown>(`/alerts/rules/${encodeURIComponent(rule.key)}`, rule));
export const useAddRule = () => useChange((rule: NewRule) => post<unknown>('/alerts/rules', rule));
export const useRemoveRule = () => useChange((rule: string) => remove(`/alerts/rules/${encodeURIComponent(rule)}`));
/** What rules of one's own can be about: flows by title. */
export const ruleSubjects = () => queryOptions({ queryKey: [...key, 'subjects'] as const, queryFn: ({ signal }) => get<{ items: { id: string; title: string }[] }>('/flows', { limit: 200 }, signal) });
export const useSaveChannel = () =>
  useChange((channel: Omit<Channel, 'id'> & { id?: string }) => (channel.id ? put<unknown>(`/alerts/channels/${channel.id}`, channel) : post<unknown>('/alerts/channels', channel)));
export const useDeleteChannel = () => useChange((id: string) => remove(`/alerts/channels/${id}`));
export const useTestChannel = () => useMutation({ mutationFn: (id: string) => call<{ ok?: boolean; error?: Maybe<string>; message?: Maybe<string> }>('POST', `/alerts/channels/${id}/test`, { body: {}, timeoutSeconds: 60 }) });
