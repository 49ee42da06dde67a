import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, patch, post, upload } from '@/api/client';
import type { Maybe, Page } from '@/api/contract';
import type { TagLabel } from '@/api/tags';

export interface PersonLine {
  id: string;
  fullName: string;
  title?: Maybe<string>;
  companyId?: Maybe<string>;
  company?: Maybe<string>;
  email?: Maybe<string>;
  phone?: Maybe<string>;
  owner?: Maybe<string>;
  source?: Maybe<string>;
  doNotContact: boolean;
  lastActivityAt?: Maybe<string>;
  changedAt: string;
  tags: TagLabel[];
}

export interface PeoplePage extends Page<PersonLine> {
  /** Nobody holds the words; these are written nearly so. */
  near: boolean;
}

export interface Point {
  normalised: string;
  written: string;
  kind: string;
  primary: boolean;
  since: string;
  ended?: Maybe<string>;
}

export interface Place {
  kind: string;
  street?: Maybe<string>;
  city?: Maybe<string>;
  region?: Maybe<string>;
  postalCode?: Maybe<string>;
  country?: Maybe<string>;
  primary: boolean;
}

export type Channel = 'EMAIL' | 'PHONE' | 'MAIL' | 'LINKEDIN' | 'ANY';
export type ConsentState = 'GRANTED' | 'UNKNOWN' | 'WITHDRAWN';

export interface ConsentStatement {
  channel: Channel;
  purpose: string;
  state: ConsentState;
  source: string;
  evidence: string;
  since: string;
  expires?: Maybe<string>;
}

export interface ChannelConsent {
  channel: Channel;
  state: ConsentState;
  why: string;
  evidence: ConsentStatement[];
}

/** What a customer is called elsewhere. */
export interface ExternalId {
  system: string;
  object: string;
  id: string;
  /** Nothing is there by that id any more; with `into` it was merged into that one. */
  gone?: Maybe<{ at: string; into?: Maybe<string>; run?: Maybe<string> }>;
}

/** What people and companies have alike. */
export interface Customer {
  id: string;
  fields: Record<string, unknown>;
  emails: Point[];
  phones: Point[];
  addresses: Place[];
  extra: Record<string, unknown>;
  externalIds: ExternalId[];
  createdAt: string;
  changedAt: string;
  version: number;
  mergedInto?: Maybe<string>;
  consents: ChannelConsent[];
}

export interface Person extends Customer {
  companyId?: Maybe<string>;
  company?: Maybe<string>;
  erasedAt?: Maybe<string>;
  tags: TagLabel[];
}

/** Which of the two a customer is, as addresses name them. */
export type Kind = 'people' | 'companies';

export interface StoryItem {
  at: string;
  kind: string;
  id: string;
  state: string;
  title: string;
  detail?: Maybe<string>;
  who?: Maybe<string>;
  run?: Maybe<string>;
  /** The merge it tells of. */
  merge?: Maybe<string>;
  changes: { field: string; before?: unknown; after?: unknown }[];
}

export interface CompanyLine {
  id: string;
  name: string;
  domain?: Maybe<string>;
  city?: Maybe<string>;
  country?: Maybe<string>;
  owner?: Maybe<string>;
  doNotContact: boolean;
  people: number;
  changedAt: string;
}

export interface Company extends Customer {
  people: number;
  /** Other companies of ours whose records were made one with this one's elsewhere. */
  mergedElsewhere: { company: string; name: string; why: string }[];
}

export interface WritableField {
  name: string;
  label: string;
  type: string;
  about?: Maybe<string>;
}

export interface ImportReport {
  imported: boolean;
  rows: number;
  created: number;
  updated: number;
  unchanged: number;
  refused: number;
  problems: { line: number; field?: Maybe<string>; message: string }[];
}

export interface PeopleFilter {
  q?: string | undefined;
  tag?: string | undefined;
  owner?: string | undefined;
  company?: string | undefined;
  sort?: string | undefined;
}

const key = ['customers'] as const;

export const people = (filter: PeopleFilter) =>
  infiniteQueryOptions({
    queryKey: [...key, 'people', filter] as const,
    queryFn: ({ pageParam, signal }) => get<PeoplePage>('/customers/people', { ...filter, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? null,
  });

export const person = (id: string) => queryOptions({ queryKey: [...key, 'person', id] as const, queryFn: ({ signal }) => get<Person>(`/customers/people/${id}`, undefined, signal) });

const story = (kind: Kind, id: string) =>
  infiniteQueryOptions({
    queryKey: [...key, kind, id, 'timeline'] as const,
    queryFn: ({ pageParam, signal }) => get<Page<StoryItem>>(`/customers/${kind}/${id}/timeline`, { after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? null,
  });
export const personStory = (id: string) => story('people', id);
export const companyStory = (id: string) => story('companies', id);

export const companies = (filter: { q?: string | undefined }) =>
  infiniteQueryOptions({
    queryKey: [...key, 'companies', filter] as const,
    queryFn: ({ pageParam, signal }) => get<Page<CompanyLine>>('/customers/companies', { ...filter, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? null,
  });

export const company = (id: string) => queryOptions({ queryKey: [...key, 'company', id] as const, queryFn: ({ signal }) => get<Company>(`/customers/companies/${id}`, undefined, signal) });

export const customerFields = () =>
  queryOptions({ queryKey: [...key, 'fields'] as const, staleTime: Infinity, queryFn: ({ signal }) => get<{ people: WritableField[]; companies: WritableField[] }>('/customers/fields', undefined, signal) });

function useChange<V, R>(change: (values: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => client.invalidateQueries({ queryKey: key }) });
}

type Values = Record<string, unknown>;
export const useAddPerson = () => useChange((values: Values) => post<Person>('/customers/people', { values }));
export const useChangePerson = () => useChange(({ id, version, values }: { id: string; version: number; values: Values }) => patch<Person>(`/customers/people/${id}`, { values, version }));
export const useAddCompany = () => useChange((values: Values) => post<Company>('/customers/companies', { values }));
export const useChangeCompany = () => useChange(({ id, version, values }: { id: string; version: number; values: Values }) => patch<Company>(`/customers/companies/${id}`, { values, version }));
export const useMergeCompanies = () => useChange(({ id, ...other }: { id: string; with: string; why: string }) => post<Company>(`/customers/companies/${id}/merge`, other));
export const useStateConsent = () =>
  useChange(({ kind, id, ...said }: { kind: Kind; id: string; channel: Channel; purpose?: string; state: ConsentState; evidence: string; expires?: string | null }) => post<Customer>(`/customers/${kind}/${id}/consents`, said));
export const useImport = () =>
  useChange(({ kind, file, dryRun, others, progress }: { kind: Kind; file: File; dryRun: boolean; others: string; progress: (share: number) => void }) => {
    const form = new FormData();
    form.set('kind', kind);
    form.set('file', file);
    form.set('dryRun', String(dryRun));
    form.set('others', others);
    return upload<ImportReport>('/customers/import', form, progress);
  });

/** Makes two of two that became one. */
export const useUndoMerge = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (merge: string) => post<unknown>(`/matching/merges/${merge}/undo`, {}),
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: ['customers'] }), client.invalidateQueries({ queryKey: ['matching'] })]),
  });
};
