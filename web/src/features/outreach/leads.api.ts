import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, post, upload } from '@/api/client';
import type { Maybe, Page } from '@/api/contract';
import type { Touch } from './senders.api';
import { AT_WORK } from './words';

export interface Lead {
  id: string;
  sequence: string;
  version: number;
  person?: Maybe<string>;
  name: string;
  company: string;
  email?: Maybe<string>;
  linkedin?: Maybe<string>;
  fields: Record<string, string>;
  zone?: Maybe<string>;
  country: string;
  state: string;
  before?: Maybe<string>;
  reason?: Maybe<string>;
  step?: Maybe<string>;
  nextAt?: Maybe<string>;
  blocker?: Maybe<string>;
  blockerNote?: Maybe<string>;
  sender?: Maybe<string>;
  mailSender?: Maybe<string>;
  enteredAt: string;
  changedAt: string;
  invitedAt?: Maybe<string>;
  connectedAt?: Maybe<string>;
  repliedAt?: Maybe<string>;
  endedAt?: Maybe<string>;
}

export interface WhyAnswer {
  sentence: string;
  blocker?: Maybe<string>;
  nextAt?: Maybe<string>;
  unblocks: string;
}

export interface StoryLine {
  id: number;
  at: string;
  kind: string;
  from?: Maybe<string>;
  to?: Maybe<string>;
  step?: Maybe<string>;
  variant: string;
  note: string;
  evidence: Record<string, unknown>;
  who: string;
}

export interface ImportLine {
  row: number;
  who: string;
  lead?: Maybe<string>;
  state: string;
  why?: Maybe<string>;
  notes: string[];
}

export interface ImportAnswer {
  rows: number;
  taken: number;
  left: number;
  states: Record<string, number>;
  columns: Record<string, string>;
  charset?: Maybe<string>;
  lines: ImportLine[];
  written: boolean;
  /** How many were not taken by why, the most frequent first. */
  whyLeft: Record<string, number>;
}

export type RecoveryKind = 'RETRY' | 'RECHECK' | 'PAUSE' | 'RESUME' | 'STOP' | 'REPAIR';
export const ERROR_CLASSES = ['TRANSIENT', 'UNKNOWN_OUTCOME', 'ACCOUNT_THROTTLED', 'ACCOUNT_AUTH', 'OUR_CONFIG', 'LEAD_TERMINAL', 'CONTENT', 'NOT_CONNECTED', 'NEEDS_DATA', 'UNHEARD_OF'] as const;

export interface RecoveryWish {
  kind: RecoveryKind;
  which: { sequence?: string | null; states?: string[] | null; errorClass?: string | null; slug?: string | null };
  note?: string | null;
}

export interface RecoveryTold {
  act?: Maybe<string>;
  done: number;
  left: number;
  whyLeft: Record<string, number>;
  lines: { lead: string; name: string; state: string; to?: Maybe<string>; step?: Maybe<string>; nextAt?: Maybe<string>; why?: Maybe<string> }[];
}

export interface Forecast {
  leads: number;
  senders: number;
  lastFirstTouch?: Maybe<string>;
  completed?: Maybe<string>;
  bottleneck: string;
  saved?: Maybe<number>;
  sentence: string;
  days: { date: string; firstTouches: number }[];
  warnings: string[];
}

export interface LeadFilter {
  sequence?: string | undefined;
  state?: string | undefined;
  blocker?: string | undefined;
  reason?: string | undefined;
  sender?: string | undefined;
  q?: string | undefined;
}

const key = ['outreach', 'leads'] as const;

export const leads = (filter: LeadFilter) =>
  infiniteQueryOptions({
    queryKey: [...key, 'list', filter] as const,
    queryFn: ({ pageParam, signal }) => get<Page<Lead>>('/outreach/leads', { ...filter, after: pageParam, limit: 50 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? null,
  });

export const lead = (id: string) => queryOptions({ queryKey: [...key, id] as const, queryFn: ({ signal }) => get<Lead>(`/outreach/leads/${id}`, undefined, signal) });
export const sentTo = (id: string) => queryOptions({ queryKey: [...key, id, 'touches'] as const, queryFn: ({ signal }) => get<Page<Touch>>(`/outreach/leads/${id}/touches`, undefined, signal) });
/** The leads at work of a sequence by the step where they stand. */
export const atSteps = (sequence: string) =>
  queryOptions({
    queryKey: [...key, 'counts', sequence] as const,
    queryFn: ({ signal }) => get<{ state: string; step: string; count: number }[]>('/outreach/leads/counts', { sequence }, signal),
    select: (rows) => {
      const by: Partial<Record<string, number>> = {};
      for (const row of rows) if (AT_WORK.includes(row.state)) by[row.step] = (by[row.step] ?? 0) + row.count;
      return by;
    },
  });
/** Leads that somebody has to look at: due long ago, or held by nobody. Empty is what has to be. */
export const stuckLeads = () => queryOptions({ queryKey: [...key, 'stuck'] as const, queryFn: ({ signal }) => get<{ lead: string; name: string; why: string }[]>('/outreach/leads/stuck', undefined, signal) });
export const why = (id: string) => queryOptions({ queryKey: [...key, id, 'why'] as const, queryFn: ({ signal }) => get<WhyAnswer>(`/outreach/leads/${id}/why`, undefined, signal) });
export const story = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...key, id, 'story'] as const,
    queryFn: ({ pageParam, signal }) => get<Page<StoryLine>>(`/outreach/leads/${id}/story`, { after: pageParam, limit: 50 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? null,
  });

export const forecast = (sequence: string, version: number | null, of: number) =>
  queryOptions({ queryKey: ['outreach', 'forecast', sequence, version, of] as const, queryFn: () => post<Forecast>(`/outreach/sequences/${sequence}/forecast`, { leads: of, yaml: null }), enabled: of > 0 });

function useChange<V, R>(change: (values: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => client.invalidateQueries({ queryKey: ['outreach'] }) });
}

export type LeadAct = 'pause' | 'resume' | 'retry' | 'stop' | 'recheck' | 'repair' | 'invited' | 'move';

export const useLeadAct = (id: string) => useChange(({ act, step }: { act: LeadAct; step?: string }) => post<Lead>(`/outreach/leads/${id}/${act}`, step ? { step } : {}));
export const useSetFields = (id: string) => useChange((fields: Record<string, string>) => post<Lead>(`/outreach/leads/${id}/fields`, { fields }));
export const usePreviewRecovery = () => useMutation({ mutationFn: (wish: RecoveryWish) => post<RecoveryTold>('/outreach/leads/recover/preview', wish) });
export const useRecover = () => useChange((wish: RecoveryWish) => post<RecoveryTold>('/outreach/leads/recover/apply', wish));
export const useUndoRecovery = () => useChange((act: string) => post<{ undone?: number; left?: number }>('/outreach/leads/recover/undo', { act }));
export interface RecoveryAct {
  id: string;
  kind: string;
  asked: Record<string, unknown>;
  note: string;
  leads: number;
  who: string;
  at: string;
  undoneAt?: Maybe<string>;
  undoneBy?: Maybe<string>;
}
/** What was done with many leads lately, newest first. */
export const recoveryActs = () => queryOptions({ queryKey: [...key, 'acts'] as const, queryFn: ({ signal }) => get<RecoveryAct[]>('/outreach/leads/acts', undefined, signal) });

/** A connection that has the name of a lead, and nothing else that tells. */
export interface Suggestion {
  lead: string;
  sender: string;
  member: string;
  name: string;
  publicId?: Maybe<string>;
  source: string;
  at: string;
}
export const suggestions = () => queryOptions({ queryKey: [...key, 'suggestions'] as const, queryFn: ({ signal }) => get<{ items: Suggestion[] }>('/outreach/suggestions', undefined, signal) });
export const useDecideSame = () => useChange(({ lead: id, member, same }: { lead: string; member: string; same: boolean }) => post<{ outcome: string }>(`/outreach/leads/${id}/same`, { member, same }));

/** Whom of the customers: those who fit all of it, or those a list names. */
export interface CustomerChoice {
  q?: string | null;
  tag?: string | null;
  company?: string | null;
  list?: string[] | null;
}

export const useImportCustomers = () =>
  useChange(({ sequence, people, customers, dry, again, mostPerCompany }: { sequence: string; people?: string[]; customers?: CustomerChoice; dry: boolean; again: boolean; mostPerCompany: number }) =>
    post<ImportAnswer>('/outreach/leads/import', { sequence, people: people ?? null, customers: customers ?? null, dryRun: dry, again, mostPerCompany }),
  );

/** Companies among the customers, to choose one. */
export const companiesLike = (q: string) =>
  queryOptions({ queryKey: ['customers', 'companies', 'like', q] as const, queryFn: ({ signal }) => get<{ items: { id: string; name: string }[] }>('/customers/companies', { q, limit: 20 }, signal), enabled: q.trim().length > 1 });

export const useImportLeads = (sequence: string) =>
  useChange(({ file, dry, again, asCustomers, progress }: { file: File; dry: boolean; again: boolean; asCustomers: boolean; progress: (share: number) => void }) => {
    const form = new FormData();
    form.append('file', file);
    form.append('sequence', sequence);
    form.append('dryRun', String(dry));
    form.append('again', String(again));
    form.append('asCustomers', String(asCustomers));
    return upload<ImportAnswer>('/outreach/leads/import', form, progress);
  });
