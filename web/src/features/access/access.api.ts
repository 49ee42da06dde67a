import { useMutation, useQueryClient } from '@tanstack/react-query';
import { patch, post, remove } from '@/api/client';
import type { ApiKey, NewApiKey, Role, Session, User } from '@/api/contract';
import { keys } from '@/api/queries';

export interface SignIn {
  email: string;
  password: string;
  tenant?: string;
}

/** A session begins: what was read as somebody else, or as nobody, no longer counts. */
function useSessionStart<V>(path: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (values: V) => post<Session>(path, values),
    onSuccess: (session) => {
      client.clear();
      client.setQueryData(keys.session, session);
    },
  });
}

export const useSignIn = () => useSessionStart<SignIn>('/session');

export interface FirstAdministrator {
  token: string;
  organisation: string;
  name: string;
  email: string;
  password: string;
}

export const useSetup = () => useSessionStart<FirstAdministrator>('/setup');

function useChange<V, R>(change: (values: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => client.invalidateQueries({ queryKey: keys.access }) });
}

export interface UserChange {
  name?: string;
  role?: Role;
  disabled?: boolean;
  password?: string;
  unlock?: boolean;
}

export const useAddUser = () => useChange((user: { email: string; name: string; role: Role; password: string }) => post<User>('/users', user));
export const useChangeUser = () => useChange(({ id, ...change }: UserChange & { id: string }) => patch<User>(`/users/${id}`, change));
export const useAddKey = () => useChange((key: { name: string; scopes: string[]; expiresInDays: number | null }) => post<NewApiKey>('/keys', key));
export const useRevokeKey = () => useChange((key: ApiKey) => remove(`/keys/${key.id}`));
export const useEndSession = () => useChange((id: string) => remove(`/sessions/${id}`));
export const useChangePassword = () => useChange((change: { current: string; new: string }) => post<undefined>('/session/password', change));
