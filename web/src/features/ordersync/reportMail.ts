import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, post, put } from '@/api/client';

export type When = 'NEVER' | 'FAILURES' | 'ALWAYS';

export interface Recipients {
  recipients: string[];
  when: When;
  /** Whether a mail server is configured. */
  canSend: boolean;
}

export const WHENS: { value: When; label: string }[] = [
  { value: 'NEVER', label: 'Never by itself' },
  { value: 'FAILURES', label: 'When something failed or differs' },
  { value: 'ALWAYS', label: 'After every run' },
];

/** Addresses as people paste them: with commas, semicolons or line breaks between. */
export function addressesIn(text: string): string[] {
  return text
    .split(/[\s,;]+/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

const key = (id: string) => ['report-mail', id];

export const reportRecipients = (id: string) => queryOptions({ queryKey: key(id), queryFn: ({ signal }) => get<Recipients>(`/ordersync/${id}/report/mail`, undefined, signal), staleTime: 30_000 });

export const useSendReport = (id: string) =>
  useMutation({ mutationFn: (wanted: { run: string; to: string[] }) => post<{ items: { mail: string; to: string }[] }>(`/ordersync/${id}/report/mail`, wanted) });

export function useSetRecipients(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wanted: { recipients: string[]; when: When }) => put<Recipients>(`/ordersync/${id}/report/mail`, wanted),
    onSuccess: (saved) => client.setQueryData(key(id), saved),
  });
}
