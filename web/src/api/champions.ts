import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, post, put, remove } from './client';
import type { Maybe, Page } from './contract';

export type ChampionVerdict = 'MOVED' | 'PROBABLY' | 'STAYED' | 'UNKNOWN';

export interface ChampionSign {
  kind: string;
  says: 'FOR' | 'AGAINST' | 'NEITHER';
  weight: number;
  text: string;
  at?: Maybe<string>;
}

export interface Champion {
  id: string;
  person: string;
  name: string;
  company: string;
  fromCompany?: Maybe<string>;
  newCompany?: Maybe<string>;
  newTitle?: Maybe<string>;
  newEmail?: Maybe<string>;
  newSince?: Maybe<string>;
  verdict: ChampionVerdict;
  confidence: number;
  why: string;
  waits: boolean;
  linkedin?: Maybe<string>;
  owner: string;
  source: string;
  followedAt: string;
  unfollowedAt?: Maybe<string>;
  checkedAt?: Maybe<string>;
  nextCheckAt?: Maybe<string>;
  note: string;
  move?: Maybe<string>;
  signs: ChampionSign[];
}

export interface ChampionMove {
  id: string;
  at: string;
  who: string;
  automatic: boolean;
  confidence: number;
  fromCompany: string;
  toCompany: string;
  toTitle?: Maybe<string>;
  oldPerson: string;
  newPerson: string;
  came: 'MADE' | 'MATCHED' | 'SAME';
  lead?: Maybe<string>;
  push?: Maybe<string>;
  notes: string[];
  evidence: ChampionSign[];
  undoneAt?: Maybe<string>;
  undoneBy?: Maybe<string>;
}

export interface ChampionStory {
  champion: Champion;
  records: { person: string; company: string; linkedAt: string; linkedBy: string; leftAt?: Maybe<string> }[];
  moves: ChampionMove[];
  looks: { at: string; outcome: string; detail: string; who: string; verdict?: Maybe<ChampionVerdict>; confidence?: Maybe<number>; why: string; signs: ChampionSign[] }[];
}

export interface ChampionWriting {
  connection: string;
  object: string;
  field: string;
  value: string;
}

export interface ChampionSettings {
  everyDays: number;
  share: number;
  automatic: boolean;
  threshold: number;
  tag: string;
  leftTag: string;
  replied: boolean;
  sequence: string;
  mail: boolean;
  writing?: Maybe<ChampionWriting>;
}

export interface KeptChampionSettings {
  settings: ChampionSettings;
  version: number;
}

export type ChampionPage = Page<Champion> & { waiting: number };

const AT = '/outreach/champions';
const key = ['outreach', 'champions'] as const;

export const champions = (show: string | undefined, q: string | undefined) =>
  infiniteQueryOptions({
    queryKey: [...key, 'list', show, q] as const,
    queryFn: ({ pageParam, signal }) => get<ChampionPage>(AT, { waiting: show === 'waiting' || undefined, verdict: show && show !== 'waiting' ? show : undefined, q, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? null,
  });
export const champion = (id: string) => queryOptions({ queryKey: [...key, id] as const, queryFn: ({ signal }) => get<ChampionStory>(`${AT}/${id}`, undefined, signal) });
export const championOf = (person: string) => queryOptions({ queryKey: [...key, 'of', person] as const, queryFn: ({ signal }) => get<ChampionPage>(AT, { person, limit: 1 }, signal) });
export const championSettings = () => queryOptions({ queryKey: [...key, 'settings'] as const, queryFn: ({ signal }) => get<KeptChampionSettings>(`${AT}/settings`, undefined, signal) });

function useChange<V, R>(change: (values: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: ['outreach'] }), client.invalidateQueries({ queryKey: ['customers'] }), client.invalidateQueries({ queryKey: ['tags'] })]),
  });
}

export interface ChampionDecision {
  verdict: 'MOVED' | 'STAYED';
  company?: string;
  title?: string;
  email?: string;
}

export const useFollow = () => useChange((who: { person: string } | { lead: string }) => post<ChampionStory>(AT, who));
export const useUnfollow = () => useChange((id: string) => remove(`${AT}/${id}`));
export const useLookNow = () => useChange((id: string) => post<ChampionStory>(`${AT}/${id}/check`));
export const useDecide = () => useChange(({ id, ...decision }: { id: string } & ChampionDecision) => post<ChampionStory>(`${AT}/${id}/decide`, decision));
export const useUndoMove = () => useChange((id: string) => post<{ notes: string[]; champion: ChampionStory }>(`${AT}/${id}/undo`));
export const useSetChampions = () => useChange((kept: KeptChampionSettings) => put<KeptChampionSettings>(`${AT}/settings`, kept));
