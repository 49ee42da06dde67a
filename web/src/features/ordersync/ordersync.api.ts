import { useMutation, useQueryClient } from '@tanstack/react-query';
import { post, put, remove, upload } from '@/api/client';
import type { ConfigVerdict, OrderSync, RowKind, Run, SyncConfig } from '@/api/contract';
import { keys } from '@/api/queries';
import { sayProblem } from '@/ui/toast';

/** What a change of the rows makes old: the sync, its plan, the runs. */
function useRowsChange<V, R>(id: string, change: (values: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.ordersync }),
        client.invalidateQueries({ queryKey: keys.runs }),
        client.invalidateQueries({ queryKey: ['plan', id] }),
      ]),
  });
}

export const useRun = (id: string) => useRowsChange<undefined, Run>(id, () => post(`/ordersync/${id}/run`));
export const useVerify = (id: string) => useRowsChange(id, (heal: boolean) => post<Run>(`/ordersync/${id}/verify`, { heal }));
export const useUndo = (id: string) => useRowsChange(id, (runId: string) => post<Run>(`/ordersync/${id}/undo`, { runId }));
export const usePull = (id: string) => useRowsChange<undefined, Run>(id, () => post(`/ordersync/${id}/pull`));

export interface Retry {
  /** Orders and lines are numbered apart. */
  kind?: RowKind;
  rows?: number[];
  class?: string;
  all?: boolean;
  /** With `all`: only those that the page shows. */
  state?: string;
  action?: string;
  group?: string;
  q?: string;
}

export const useRetry = (id: string) => useRowsChange(id, (which: Retry) => post<{ retried: number }>(`/ordersync/${id}/retry`, which));

export interface Import {
  file: File;
  allowRemovals: boolean;
  progress: (share: number) => void;
  signal: AbortSignal;
}

export const useImport = (id: string) =>
  useRowsChange(id, ({ file, allowRemovals, progress, signal }: Import) => {
    const form = new FormData();
    form.append('file', file);
    form.append('allowRemovals', String(allowRemovals));
    return upload<Run>(`/ordersync/${id}/import`, form, progress, signal);
  });

export function useSaveConfig(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (config: string) => put<SyncConfig>(`/ordersync/${id}/config`, { config }),
    onSuccess: async (saved) => {
      client.setQueryData(['config', id], saved);
      await Promise.all([
        client.invalidateQueries({ queryKey: keys.ordersync }),
        client.invalidateQueries({ queryKey: ['plan', id] }),
        client.invalidateQueries({ queryKey: ['check', id] }),
      ]);
    },
  });
}

export const validateConfig = (config: string, environment: string | undefined) => post<ConfigVerdict>('/ordersync/config/validate', { config, environment });

export function useAddSync() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (values: { config: string; environment: string }) => post<OrderSync>('/ordersync', values),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.ordersync }),
  });
}

export function useRemoveSync() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => remove(`/ordersync/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.ordersync }),
    onError: sayProblem,
  });
}
