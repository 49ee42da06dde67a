import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, post, put, remove, sendText } from '@/api/client';
import type { Maybe, Page } from '@/api/contract';
import type { SequenceDocument } from './document';

export type SequenceState = 'DRAFT' | 'LIVE' | 'PAUSED' | 'ARCHIVED';

export interface SequenceItem {
  id: string;
  name: string;
  state: SequenceState;
  revision: number;
  version?: Maybe<number>;
  owner: string;
  team: string;
  createdAt: string;
  changedAt: string;
  counts: Partial<Record<string, number>>;
}

export interface SequenceFinding {
  severity: 'PROBLEM' | 'WARNING';
  step?: Maybe<string>;
  field?: Maybe<string>;
  message: string;
}

export interface SequenceAnswer {
  sequence: SequenceItem;
  draft: SequenceDocument;
  published?: Maybe<SequenceDocument>;
  dirty: boolean;
  findings: SequenceFinding[];
  older: number;
}

export interface VersionItem {
  version: number;
  note: string;
  by: string;
  at: string;
  newest: boolean;
}

export interface Shown {
  step: string;
  variant: string;
  drawn: boolean;
  subject: string;
  text: string;
  shortest: number;
  longest: number;
  most: number;
  missing: string[];
  problems: string[];
  warnings: string[];
  usedDefaults: string[];
}

export interface PreviewAnswer {
  items: { id: string; name: string; ready: boolean; texts: Shown[] }[];
  next?: Maybe<string>;
  totals: { step: string; variant: string; leads: number; ready: number; missing: Record<string, number>; tooLong: number; defaults: Record<string, number>; defaultShare: number; shortest: number; longest: number; most: number }[];
  leads: number;
  ready: number;
  complete: boolean;
}

export interface Token {
  name: string;
  of: string;
  about: string;
  example: string;
}

export interface MigrationPreview {
  target: number;
  ready: boolean;
  leads: number;
  busy: number;
  /** An empty step is past the last; `CHOOSE`: the step is gone. */
  rows: { version: number; step: string; to?: Maybe<string>; leads: number; busy: number; how: 'SAME' | 'MAPPED' | 'CHOOSE' }[];
  steps: string[];
}

/** What would become of each lead, as it was looked at; kept for a day. */
export interface KeptPreview {
  id: string;
  target: number;
  ready: boolean;
  madeAt: string;
  counts: Partial<Record<string, number>>;
}

/** An empty step is past the last. */
export interface MigrationLine {
  lead: string;
  name: string;
  company: string;
  state: string;
  version: number;
  step: string;
  to: string;
  then: number;
  outcome: 'KEPT' | 'MOVED' | 'COMPLETED' | 'STAYS' | 'CHOOSE';
  why: string;
  result?: Maybe<string>;
}

export interface MigrationDone {
  moved: number;
  completed: number;
  stayed: number;
  results: Record<string, number>;
}

const key = ['outreach', 'sequences'] as const;

export const sequences = (state: string | undefined) =>
  infiniteQueryOptions({
    queryKey: [...key, 'list', state] as const,
    queryFn: ({ pageParam, signal }) => get<Page<SequenceItem>>('/outreach/sequences', { state, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? null,
  });

export const sequence = (id: string) => queryOptions({ queryKey: [...key, id] as const, queryFn: ({ signal }) => get<SequenceAnswer>(`/outreach/sequences/${id}`, undefined, signal) });
export const versions = (id: string) => queryOptions({ queryKey: [...key, id, 'versions'] as const, queryFn: ({ signal }) => get<{ items: VersionItem[] }>(`/outreach/sequences/${id}/versions`, undefined, signal) });
export const versionOf = (id: string, version: number) => queryOptions({ queryKey: [...key, id, 'versions', version] as const, queryFn: ({ signal }) => get<{ document: SequenceDocument }>(`/outreach/sequences/${id}/versions/${version}`, undefined, signal), staleTime: Infinity });
export const differences = (id: string, from: string, to: string) => queryOptions({ queryKey: [...key, id, 'diff', from, to] as const, queryFn: ({ signal }) => get<{ lines: string[] }>(`/outreach/sequences/${id}/diff`, { from, to }, signal) });
export const tokens = () => queryOptions({ queryKey: [...key, 'tokens'] as const, queryFn: ({ signal }) => get<{ items: Token[]; filters: string[] }>('/outreach/sequences/tokens', undefined, signal), staleTime: Infinity });

/** The draft's texts: for the leads on their way, or for people given by token. */
export const preview = (id: string, revision: number, people: Record<string, string>[] | undefined, tier: string) =>
  infiniteQueryOptions({
    queryKey: [...key, id, 'preview', revision, people ?? 'leads', tier] as const,
    queryFn: ({ pageParam }) => post<PreviewAnswer>(`/outreach/sequences/${id}/preview`, { people: people ?? null, tier, limit: 30, after: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? null,
  });

export const migrationPreview = (id: string, mapping: Record<string, string | null>) =>
  queryOptions({ queryKey: [...key, id, 'migrate', mapping] as const, queryFn: () => post<MigrationPreview>(`/outreach/sequences/${id}/migrate/preview`, { to: null, mapping }) });

function useChange<V, R>(change: (values: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => client.invalidateQueries({ queryKey: ['outreach'] }) });
}

export const useMakeSequence = () => useChange((document: SequenceDocument) => post<SequenceAnswer>('/outreach/sequences', { document }));
export const useImportSequence = () => useChange((yaml: string) => sendText<SequenceAnswer>('/outreach/sequences/yaml', yaml, 'text/yaml'));
export const usePublishSequence = (id: string) => useChange(({ note, revision }: { note: string; revision: number }) => post<SequenceAnswer>(`/outreach/sequences/${id}/publish`, { note, revision }));
export const useTurnSequence = (id: string) => useChange((act: 'pause' | 'resume' | 'archive') => post<SequenceAnswer>(`/outreach/sequences/${id}/${act}`));
export const useDeleteSequence = () => useChange((id: string) => remove(`/outreach/sequences/${id}`));
export const useRollBack = (id: string) => useChange((version: number) => post<SequenceAnswer>(`/outreach/sequences/${id}/rollback`, { version }));
export const useKeepPreview = (id: string) => useMutation({ mutationFn: (mapping: Record<string, string | null>) => post<KeptPreview>(`/outreach/sequences/${id}/migrate/previews`, { to: null, mapping }) });
export const useMigrateAsSeen = (id: string, preview: string) => useChange(() => post<MigrationDone>(`/outreach/sequences/${id}/migrate`, { to: null, mapping: null, preview }));
export const migrationLeads = (id: string, preview: string, filter: { outcome?: string | undefined; result?: string | undefined; q?: string | undefined; done: boolean }) =>
  infiniteQueryOptions({
    queryKey: [...key, id, 'migrate', 'leads', preview, filter] as const,
    queryFn: ({ pageParam, signal }) => get<Page<MigrationLine>>(`/outreach/sequences/${id}/migrate/previews/${preview}/leads`, { outcome: filter.outcome, result: filter.result, q: filter.q, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? null,
  });
export const useTestText = (id: string) => useMutation({ mutationFn: (wanted: { step: string; variant?: string }) => post<{ rendering: { subject: string; text: string }; mailedTo?: Maybe<string>; note: string }>(`/outreach/sequences/${id}/test`, wanted) });

/** Saves without reading all again: the page that saves holds what it saved. */
export function useSaveSequence(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ document, revision }: { document: SequenceDocument; revision: number }) => put<SequenceAnswer>(`/outreach/sequences/${id}`, { document, revision }),
    onSuccess: (answer) => client.setQueryData(sequence(id).queryKey, answer),
  });
}
