import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { call, get, post, put, remove } from '@/api/client';
import type { Maybe, Page, Run } from '@/api/contract';

export type Settings = Record<string, unknown>;

export interface NodeSpec {
  id: string;
  type: string;
  title?: Maybe<string>;
  settings: Settings;
  retry?: Maybe<{ attempts: number; first: string; factor: number; longest: string }>;
  place?: Maybe<{ x: number; y: number }>;
}

export interface EdgeSpec {
  from: string;
  port: string;
  to: string;
}

export interface TriggerSpec {
  id: string;
  type: string;
  enabled: boolean;
  settings: Settings;
}

export interface FlowSettings {
  key?: Maybe<string>;
  personal: string[];
  failShare: number;
  failAtLeast: number;
  recordLogs: boolean;
}

export interface FlowDefinition {
  format?: number;
  name: string;
  title: string;
  description?: Maybe<string>;
  triggers: TriggerSpec[];
  nodes: NodeSpec[];
  edges: EdgeSpec[];
  settings: FlowSettings;
}

export interface Finding {
  severity: 'PROBLEM' | 'WARNING';
  node?: Maybe<string>;
  trigger?: Maybe<string>;
  field?: Maybe<string>;
  message: string;
}

export interface Shape {
  fields: { name: string; type: string }[];
  open: boolean;
}

export type Shapes = Record<string, Record<string, Shape>>;

export interface Checked {
  findings: Finding[];
  shapes: Shapes;
}

export type FlowState = 'DRAFT' | 'ON' | 'OFF';

export interface FlowItem {
  id: string;
  name: string;
  title: string;
  description?: Maybe<string>;
  state: FlowState;
  publishedVersion?: Maybe<number>;
  draftVersion?: Maybe<number>;
  updatedAt: string;
  updatedBy?: Maybe<string>;
  triggers: { id: string; type: string; summary: string }[];
  nextDue?: Maybe<string>;
  lastRun?: Maybe<Run>;
  activeRuns: number;
}

export interface Flow extends FlowItem {
  draft?: Maybe<FlowDefinition>;
  published?: Maybe<FlowDefinition>;
  findings: Finding[];
  shapes?: Maybe<Shapes>;
}

export interface SchemaField {
  type?: string | string[];
  title?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  format?: string;
  items?: SchemaField;
  properties?: Record<string, SchemaField>;
  /** Names of one's own, each with a text. */
  additionalProperties?: SchemaField | boolean;
  required?: string[];
  minimum?: number;
  maximum?: number;
}

export interface NodeCard {
  type: string;
  title: string;
  description: string;
  group: 'SOURCE' | 'SHAPE' | 'STORE' | 'SEND' | 'CONTROL';
  icon: string;
  schema: SchemaField;
  source: boolean;
  outputs: string[];
  effect: 'NONE' | 'OWN_DATA' | 'OUTSIDE';
}

export interface NextTime {
  at: string;
  local?: Maybe<string>;
  zone?: Maybe<string>;
  note?: Maybe<string>;
}

export interface NextTimes {
  items: NextTime[];
  words?: Maybe<string>;
  problems?: Maybe<{ field?: Maybe<string>; message: string }[]>;
}

export interface Due {
  trigger: string;
  due: string;
  state: 'PLANNED' | 'RAN' | 'LATE' | 'SKIPPED' | 'CAUGHT_UP' | 'MISSED';
  why?: Maybe<string>;
  lateSeconds?: Maybe<number>;
  run?: Maybe<string>;
}

export interface VersionItem {
  number: number;
  savedAt?: Maybe<string>;
  savedBy?: Maybe<string>;
  publishedAt?: Maybe<string>;
  publishedBy?: Maybe<string>;
  note?: Maybe<string>;
  state: string;
}

export interface NodeCount {
  node: string;
  in: number;
  out: Record<string, number>;
  dropped: number;
  failed: number;
  waiting: number;
  state?: Maybe<string>;
  message?: Maybe<string>;
}

export interface FlowRun {
  run: Run;
  flow: string;
  version: number;
  definition: FlowDefinition;
  nodes: NodeCount[];
}

export interface FailedRecord {
  id: string;
  node: string;
  recordKey: string;
  record?: Maybe<Record<string, unknown>>;
  error: string;
  errorClass?: Maybe<string>;
  attempts: number;
  state: string;
}

export interface Approval {
  id: string;
  run: string;
  flow?: Maybe<string>;
  node: string;
  title: string;
  records: number;
  askedAt: string;
  expiresAt?: Maybe<string>;
  sample?: Maybe<Record<string, unknown>[]>;
}

export interface Tried {
  outputs?: Maybe<{ port: string; values: Record<string, unknown> }[]>;
  error?: Maybe<string>;
  request?: Maybe<unknown>;
}

const key = ['flows'] as const;

export const flows = () => queryOptions({ queryKey: [...key, 'list'] as const, queryFn: ({ signal }) => get<Page<FlowItem>>('/flows', { limit: 200 }, signal) });
export const flow = (id: string) => queryOptions({ queryKey: [...key, id] as const, queryFn: ({ signal }) => get<Flow>(`/flows/${id}`, undefined, signal) });
export const nodeTypes = () => queryOptions({ queryKey: ['flow-node-types'] as const, queryFn: ({ signal }) => get<{ items: NodeCard[] }>('/flows/node-types', undefined, signal), staleTime: 3_600_000 });
export const versions = (id: string) => queryOptions({ queryKey: [...key, id, 'versions'] as const, queryFn: ({ signal }) => get<{ items: VersionItem[] }>(`/flows/${id}/versions`, undefined, signal) });
export const diff = (id: string, from: number, to: number) =>
  queryOptions({ queryKey: [...key, id, 'diff', from, to] as const, queryFn: ({ signal }) => get<FlowDiff>(`/flows/${id}/diff`, { from, to }, signal), staleTime: 60_000 });
export const due = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...key, id, 'due'] as const,
    queryFn: ({ pageParam, signal }) => get<Page<Due>>(`/flows/${id}/due`, { after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? null,
  });
export const flowRun = (run: string) => queryOptions({ queryKey: ['runs', run, 'flow'] as const, queryFn: ({ signal }) => get<FlowRun>(`/flows/runs/${run}`, undefined, signal) });
export const failedRecords = (run: string) =>
  infiniteQueryOptions({
    queryKey: ['runs', run, 'failed'] as const,
    queryFn: ({ pageParam, signal }) => get<Page<FailedRecord>>(`/flows/runs/${run}/failed`, { after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? null,
  });
export const approvals = () => queryOptions({ queryKey: [...key, 'approvals'] as const, queryFn: ({ signal }) => get<{ items: Approval[] }>('/flows/approvals', undefined, signal), retry: false });

export interface DiffPart {
  added: string[];
  removed: string[];
  changed: { id: string; fields: { path: string; from?: unknown; to?: unknown }[] }[];
}

export interface FlowDiff {
  nodes: DiffPart;
  triggers: DiffPart;
  edges: { added: EdgeSpec[]; removed: EdgeSpec[] };
  flow?: Maybe<{ path: string; from?: unknown; to?: unknown }[]>;
}

export const checkDefinition = (definition: FlowDefinition, signal?: AbortSignal) => call<Checked>('POST', '/flows/validate', { body: { definition }, signal });
export const nextTimes = (trigger: TriggerSpec, count: number, signal?: AbortSignal) => call<NextTimes>('POST', '/flows/next', { body: { trigger, count }, signal });
export const readWords = (text: string, zone: string) => post<{ settings?: Maybe<Settings>; words?: Maybe<string>; problems?: Maybe<{ message: string }[]> }>('/flows/words', { text, zone });
export const tryNode = (definition: FlowDefinition, node: string, record: Record<string, unknown>) => post<Tried>('/flows/test-node', { definition, node, record });

function useChange<V, R>(change: (values: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: key });
      await client.invalidateQueries({ queryKey: ['runs'] });
    },
  });
}

export const useCreateFlow = () => useChange((definition: FlowDefinition) => post<{ id: string }>('/flows', { definition }));
export const useSaveDraft = (id: string) => useMutation({ mutationFn: (values: { definition: FlowDefinition; basedOn: number }) => put<Checked & { version: number }>(`/flows/${id}/draft`, values) });
export const usePublish = (id: string) => useChange((note: string) => post<{ version: number }>(`/flows/${id}/publish`, note ? { note } : {}));
export const useSwitch = (id: string) => useChange((on: boolean) => post<unknown>(`/flows/${id}/${on ? 'on' : 'off'}`));
export const useDeleteFlow = () => useChange((id: string) => remove(`/flows/${id}`));
export const useStartFlow = (id: string) => useChange(() => post<Run>(`/flows/${id}/run`, {}));
export const useRollback = (id: string) => useChange((version: number) => post<unknown>(`/flows/${id}/rollback`, { version }));
export const useAgain = (run: string) => useChange((values: { what: 'all' | 'failed' | 'record' | 'node'; recordKey?: string; node?: string; stored?: boolean }) => post<Run>(`/flows/runs/${run}/again`, values));
export const useApprove = () => useChange(({ id, approve, note }: { id: string; approve: boolean; note?: string }) => post<unknown>(`/flows/approvals/${id}`, { approve, ...(note ? { note } : {}) }));
