import { useQuery } from '@tanstack/react-query';
import type { Permission } from '@/api/contract';
import { session } from '@/api/queries';

/** Whether the signed-in person may do this; the server decides again on each call. */
export function useMay(): (permission: Permission) => boolean {
  const { data } = useQuery(session());
  return (permission) => data?.permissions.includes(permission) ?? false;
}
