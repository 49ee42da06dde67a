import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { get } from '@/api/client';
import type { Page } from '@/api/contract';

export interface CollectionField {
  name: string;
  type: string;
  required?: boolean;
}

export interface Collection {
  name: string;
  title: string;
  fields: CollectionField[];
  open: boolean;
  records: number;
}

export interface StoredRecord {
  key: string;
  values: Record<string, unknown>;
  changedAt: string;
}

const key = ['records'] as const;

export const collections = () => queryOptions({ queryKey: [...key, 'collections'] as const, queryFn: ({ signal }) => get<{ items: Collection[] }>('/records', undefined, signal) });

export const storedRecords = (name: string, q: string | undefined) =>
  infiniteQueryOptions({
    queryKey: [...key, name, q ?? ''] as const,
    queryFn: ({ pageParam, signal }) => get<Page<StoredRecord>>(`/records/${encodeURIComponent(name)}`, { q, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? null,
  });
