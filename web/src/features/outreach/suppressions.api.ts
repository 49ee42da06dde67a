import { infiniteQueryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { call, get, post, upload } from '@/api/client';
import type { Maybe, Page } from '@/api/contract';

export type SuppressionKind = 'EMAIL' | 'DOMAIN' | 'LINKEDIN' | 'COMPANY';

export interface Suppression {
  kind: SuppressionKind;
  hash: string;
  value?: Maybe<string>;
  reason: string;
  source: string;
  who: string;
  at: string;
  expiresAt?: Maybe<string>;
}

const key = ['outreach', 'suppressions'] as const;

export const suppressions = (q: string | undefined) =>
  infiniteQueryOptions({
    queryKey: [...key, q] as const,
    queryFn: ({ pageParam, signal }) => get<Page<Suppression>>('/outreach/suppressions', { q, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? null,
  });

function useChange<V, R>(change: (values: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => client.invalidateQueries({ queryKey: ['outreach'] }) });
}

export const useSuppress = () => useChange((wish: { kind: SuppressionKind; value: string; reason: string }) => post<Suppressed>('/outreach/suppressions', { entries: [{ ...wish, expiresAt: null }] }));
/** What came of a file: lines that nobody can read are told and left out. */
export interface Suppressed {
  added: number;
  known: number;
  stopped: number;
  refused: string[];
}

export const useSuppressFile = () =>
  useChange(({ file, reason, companies, progress }: { file: File; reason: string; companies: boolean; progress: (share: number) => void }) => {
    const form = new FormData();
    form.append('file', file);
    if (reason) form.append('reason', reason);
    if (companies) form.append('kind', 'COMPANY');
    return upload<Suppressed>('/outreach/suppressions/import', form, progress);
  });
export const useUnsuppress = () => useChange(({ kind, hash }: { kind: SuppressionKind; hash: string }) => call<undefined>('DELETE', `/outreach/suppressions/${kind}/${hash}`));
