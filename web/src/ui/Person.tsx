import { useQuery } from '@tanstack/react-query';
import type { Maybe } from '@/api/contract';
import { session, users } from '@/api/queries';
import { useMay } from './access';

const ID = /^[0-9a-f]{8}-/i;

/** Who did something, by name where one may know it; SalesSync itself where nobody asked. */
export function Person({ id }: { id: Maybe<string> }) {
  const may = useMay()('access:read');
  const { data: me } = useQuery(session());
  const { data: everybody } = useQuery({ ...users(), enabled: may && Boolean(id) && id !== me?.user.id, staleTime: 300_000 });
  if (!id) return <>SalesSync</>;
  if (id === me?.user.id) return <>you</>;
  return <>{everybody?.items.find((user) => user.id === id)?.name ?? (ID.test(id) ? 'somebody else' : id)}</>;
}
