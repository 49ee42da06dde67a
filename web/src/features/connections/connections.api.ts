import { useMutation, useQueryClient } from '@tanstack/react-query';
import { patch, post, remove } from '@/api/client';
import type { Connection, ConnectionTest } from '@/api/contract';
import { keys } from '@/api/queries';

export interface ConnectionValues {
  vendor: string;
  name: string;
  endpoint: string;
  token?: string;
  settings?: Record<string, string>;
}

function useChange<V, R>(change: (values: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => client.invalidateQueries({ queryKey: keys.connections }) });
}

export const useAddConnection = () => useChange((values: ConnectionValues) => post<Connection>('/connections', values));
export const useChangeConnection = () =>
  useChange(({ id, ...change }: { id: string; name?: string; endpoint?: string; token?: string; settings?: Record<string, string> }) => patch<Connection>(`/connections/${id}`, change));
export const useRemoveConnection = () => useChange((id: string) => remove(`/connections/${id}`));
export const useTestConnection = () => useChange((id: string) => post<ConnectionTest>(`/connections/${id}/test`));
/** Begins an approval at the vendor's own sign-in page: the answer says where to go. */
export const useSignIn = () => useMutation({ mutationFn: (id: string) => post<{ url: string; callback: string }>(`/connections/${id}/sign-in`) });
