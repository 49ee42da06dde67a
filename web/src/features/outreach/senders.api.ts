import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { call, get, post, put } from '@/api/client';
import type { Maybe, Page } from '@/api/contract';

export type Action = 'INVITE' | 'NOTED_INVITE' | 'MESSAGE' | 'INMAIL' | 'EMAIL' | 'VISIT' | 'WITHDRAW' | 'SCAN';

export interface SenderSettings {
  days: string[];
  from: string;
  until: string;
  perDay: Partial<Record<Action, number>>;
  invitesPerWeek?: Maybe<number>;
  pending?: Maybe<number>;
  ramp: boolean;
  /** Seconds between two sends. */
  spacingFrom: number;
  spacingTo: number;
  /** Caps of any seven days on end; that of invitations stands above. */
  perWeek?: Maybe<Partial<Record<Action, number>>>;
}

export interface Usage {
  action: Action;
  today: number;
  cap: number;
  set: number;
  ceiling: number;
  week: number;
  weekCap?: Maybe<number>;
  weekCeiling: number;
  pausedUntil?: Maybe<string>;
  pausedFor?: Maybe<string>;
}

export interface Sender {
  id: string;
  connection?: Maybe<string>;
  account: string;
  channel: 'LINKEDIN' | 'EMAIL';
  name: string;
  owner?: Maybe<string>;
  team: string;
  tier?: Maybe<'FREE' | 'PREMIUM' | 'SALES_NAVIGATOR' | 'RECRUITER'>;
  status: string;
  statusAt: string;
  statusWord?: Maybe<string>;
  zone: string;
  country: string;
  settings: SenderSettings;
  consentedAt?: Maybe<string>;
  killed?: Maybe<string>;
  refused?: Maybe<string>;
  /** What a call was refused for although the service calls the account well. */
  barred?: Maybe<string>;
  misconfigured?: Maybe<string>;
  connections?: Maybe<number>;
  pending: number;
  pendingCap: number;
  notesThisMonth: number;
  notesCap?: Maybe<number>;
  health: { percent: number; factors: { name: string; percent: number; reason: string }[] };
  usage: Usage[];
  /** Missing: a mailbox. */
  inmails?: Maybe<{ products: string[]; credits: Partial<Record<string, number>>; open: number; openCap: number; lookedAt?: Maybe<string> }>;
  version: number;
}

export interface Touch {
  id: string;
  lead: string;
  name: string;
  sequence: string;
  step: string;
  variant: string;
  /** Null: it was done elsewhere. */
  sender?: Maybe<string>;
  action: Action;
  subject?: Maybe<string>;
  text?: Maybe<string>;
  state: string;
  decidedAt: string;
  dueAt?: Maybe<string>;
}

export interface OutreachTask {
  id: string;
  lead: string;
  name: string;
  sequence: string;
  step: string;
  text: string;
  assignee: string;
  waits: boolean;
  state: 'OPEN' | 'DONE' | 'SKIPPED';
  createdAt: string;
}

const key = ['outreach', 'senders'] as const;

export const senders = () => queryOptions({ queryKey: [...key] as const, queryFn: ({ signal }) => get<Page<Sender>>('/outreach/senders', undefined, signal) });
/** The last look of a kind at an account; no `stop`: it runs, or was cut off. */
export interface LastLook {
  kind: string;
  reason: string;
  startedAt: string;
  endedAt?: Maybe<string>;
  stop?: Maybe<string>;
  pages: number;
  items: number;
  fresh: number;
  matched: number;
  complete: boolean;
  detail?: Maybe<string>;
}

export interface Looks {
  nextAt?: Maybe<string>;
  wantedAt?: Maybe<string>;
  messagesAt?: Maybe<string>;
  watermark?: Maybe<string>;
  completeAt?: Maybe<string>;
  /** Seconds until new connections were seen, of half and of 95 of 100 of them. */
  lagHalf?: Maybe<number>;
  lagMost?: Maybe<number>;
  lagOf: number;
  last: LastLook[];
  waiting: number;
  negative: string;
}

export const looks = (id: string) => queryOptions({ queryKey: [...key, id, 'looks'] as const, queryFn: ({ signal }) => get<Looks>(`/outreach/senders/${id}/looks`, undefined, signal) });
export const consentText = (id: string) => queryOptions({ queryKey: [...key, id, 'consent'] as const, queryFn: ({ signal }) => get<{ version: number; text: string }>(`/outreach/senders/${id}/consent`, undefined, signal) });
export const switches = () => queryOptions({ queryKey: [...key, 'switches'] as const, queryFn: ({ signal }) => get<{ allOffSince?: Maybe<string>; why?: Maybe<string>; teamsOff: string[] }>('/outreach/kill', undefined, signal) });
export const waitingTexts = () =>
  infiniteQueryOptions({
    queryKey: ['outreach', 'touches'] as const,
    queryFn: ({ pageParam, signal }) => get<Page<Touch>>('/outreach/touches', { state: 'WAITS_FOR_APPROVAL', after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? null,
  });
export const openTasks = () => queryOptions({ queryKey: ['outreach', 'tasks'] as const, queryFn: ({ signal }) => get<OutreachTask[]>('/outreach/tasks', undefined, signal) });

function useChange<V, R>(change: (values: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => client.invalidateQueries({ queryKey: ['outreach'] }) });
}

export const useTakeSenders = () => useChange((taking: { connection: string | null; account: string | null; name: string | null; zone: string; country: string }) => post<Page<Sender>>('/outreach/senders', taking));
export const useSetSender = (id: string) =>
  useChange((setting: { name: string; owner: string | null; team: string; tier: string | null; zone: string; country: string; settings: SenderSettings; version: number }) => put<Sender>(`/outreach/senders/${id}`, setting));
export const useSenderAct = (id: string) => useChange(({ act, why }: { act: 'kill' | 'revive' | 'go-on' | 'restart' | 'scan'; why?: string }) => post<Sender>(`/outreach/senders/${id}/${act}`, why ? { why } : {}));
export const useAgree = (id: string) => useChange((agree: boolean) => call<Sender>(agree ? 'POST' : 'DELETE', `/outreach/senders/${id}/consent`));
export const useSignIn = (id: string) => useMutation({ mutationFn: () => post<{ url: string }>(`/outreach/senders/${id}/sign-in`) });
export const useSwitchAll = () => useChange((wanted: { team: string | null; off: boolean; why: string | null }) => post('/outreach/kill', wanted));
export const useDecideText = () => useChange(({ id, act, text, subject }: { id: string; act: 'approve' | 'refuse'; text?: string; subject?: string | null }) => post<Touch>(`/outreach/touches/${id}/${act}`, act === 'approve' ? { text: text ?? null, subject: subject ?? null } : {}));
export const useEndTask = () => useChange(({ id, act, note }: { id: string; act: 'done' | 'skip'; note?: string | undefined }) => post(`/outreach/tasks/${id}/${act}`, note ? { note } : {}));
