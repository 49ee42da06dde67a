import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ConfigProblem } from '@/api/contract';
import { validateConfig } from './ordersync.api';

/** The problems of a mapping text, asked of the server when the typing pauses. */
export function useValidation(text: string, environment: string | undefined): { problems: ConfigProblem[]; pending: boolean; error: unknown } {
  const [settled] = useDebouncedValue(text, 450);
  const query = useQuery({
    queryKey: ['validate', environment, settled],
    queryFn: () => validateConfig(settled, environment),
    enabled: settled.trim() !== '',
    staleTime: 60_000,
    retry: false,
    placeholderData: keepPreviousData,
  });
  return { problems: query.data?.problems ?? [], pending: query.isFetching || settled !== text, error: query.error };
}
