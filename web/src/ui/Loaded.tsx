import { Skeleton, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { Failed, Notice } from './Notice';

interface Asked<T> {
  data: T | undefined;
  error: unknown;
  isPending: boolean;
  refetch: () => unknown;
}

export function Lines({ rows = 4, height = 18 }: { rows?: number; height?: number }) {
  return (
    <Stack gap={12} p="md" aria-busy="true" aria-label="Loading" role="status">
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={height} width={`${96 - ((row * 13) % 30)}%`} />
      ))}
    </Stack>
  );
}

/** What was asked of the server once it is there; a skeleton before, the problem in place of it, or above what is old by now. */
export function Loaded<T>({ query, skeleton, children }: { query: Asked<T>; skeleton?: ReactNode; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) {
    return (
      <>
        {query.error ? (
          <div style={{ padding: 12 }}>
            <Notice tone="warn">This could not be brought up to date and may be old.</Notice>
          </div>
        ) : null}
        {children(query.data)}
      </>
    );
  }
  if (query.error) {
    return (
      <div style={{ padding: 12 }}>
        <Failed error={query.error} retry={() => void query.refetch()} />
      </div>
    );
  }
  return <>{skeleton ?? <Lines />}</>;
}
