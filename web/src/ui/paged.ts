import type { Page } from '@/api/contract';

interface Paged<T> {
  data: { pages: Page<T>[] } | undefined;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

/** The rows of all pages read so far. */
export function itemsOf<T>(data: { pages: Page<T>[] }): T[] {
  return data.pages.flatMap((page) => page.items);
}

export function moreOf<T>(query: Paged<T>) {
  return { has: query.hasNextPage, loading: query.isFetchingNextPage, load: () => void query.fetchNextPage() };
}
