import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { get, type Query } from './client';
import type * as c from './contract';

/** What is asked of the server, by key. The first part of a key is the topic that live events name. */
export const keys = {
  session: ['session'] as const,
  runs: ['runs'] as const,
  ordersync: ['ordersync'] as const,
  connections: ['connections'] as const,
  access: ['access'] as const,
  audit: ['audit'] as const,
};

function pages<T>(key: readonly unknown[], path: string, query: Query, cursor: 'before' | 'after', limit: number) {
  return infiniteQueryOptions({
    queryKey: [...key, 'pages', query] as const,
    queryFn: ({ pageParam, signal }) => get<c.Page<T>>(path, { ...query, limit, [cursor]: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? null,
  });
}

function one<T>(key: readonly unknown[], path: string, query?: Query) {
  return queryOptions({ queryKey: [...key, ...(query ? [query] : [])] as const, queryFn: ({ signal }) => get<T>(path, query, signal) });
}

/** What reads the board, which can take long: asked for once, kept for a while. */
function asked<T>(key: readonly unknown[], path: string) {
  return queryOptions({ queryKey: key, queryFn: ({ signal }) => get<T>(path, undefined, signal, 180), staleTime: 60_000, retry: false });
}

export const session = () => queryOptions({ ...one<c.Session>(keys.session, '/session'), staleTime: 60_000, retry: false });
export const setup = () => queryOptions({ ...one<{ open: boolean }>(['setup'], '/setup'), staleTime: 0, retry: false });
export const ownSessions = () => one<c.Page<c.OwnSession>>([...keys.access, 'sessions'], '/sessions');
export const users = () => one<c.Page<c.User>>([...keys.access, 'users'], '/users');
export const apiKeys = () => one<c.Page<c.ApiKey>>([...keys.access, 'keys'], '/keys');
export const auditTrail = (q: string) => pages<c.AuditEntry>(keys.audit, '/audit', { q }, 'before', 50);

export const activeRuns = () => one<c.Page<c.Run>>([...keys.runs, 'active'], '/runs', { active: true });
export const recentRuns = (limit: number) => one<c.Page<c.Run>>([...keys.runs, 'recent', limit], '/runs', { limit });
/** The latest runs that wrote to the board of a sync; the one to take back is among them. */
export const syncedRuns = (subject: string) => one<c.Page<c.Run>>([...keys.runs, 'synced', subject], '/runs', { kind: 'ordersync.sync', subject, limit: 10 });
export const runs = (filter: { kind?: string | undefined; state?: string | undefined; subject?: string | undefined }) =>
  pages<c.Run>(keys.runs, '/runs', filter, 'before', 30);
export const run = (id: string) => one<c.Run>([...keys.runs, id], `/runs/${id}`);
export const runLog = (id: string, filter: { level?: string | undefined; q?: string | undefined }) =>
  pages<c.LogLine>([...keys.runs, id, 'log'], `/runs/${id}/log`, filter, 'before', 100);

export const alertCount = () => queryOptions({ ...one<{ open: number; critical: number }>(['alerts', 'count'], '/alerts/count'), retry: false });

/** Those that wait for somebody to decide, the newest 50. */
export const waitingPushes = () => one<c.Page<{ id: string }>>(['pushes', 'waiting'], '/pushes?state=waiting');
export const connections = () => one<c.Page<c.Connection>>([...keys.connections, 'list'], '/connections');
export const vendors = () => queryOptions({ ...one<c.Vendor[] | c.Page<c.Vendor>>([...keys.connections, 'vendors'], '/connections/vendors'), staleTime: 3_600_000 });
export const budgets = (id: string) => one<c.Page<c.Budget>>([...keys.connections, id, 'budgets'], `/connections/${id}/budgets`);
export const calls = (id: string, outcome: string | undefined) =>
  pages<c.VendorCall>([...keys.connections, id, 'calls'], `/connections/${id}/calls`, { outcome }, 'before', 50);

const sync = (id: string) => [...keys.ordersync, id] as const;
export const syncs = () => one<c.Page<c.OrderSync>>([...keys.ordersync, 'list'], '/ordersync');
export const orderSync = (id: string) => one<c.OrderSync>(sync(id), `/ordersync/${id}`);
export const syncGroups = (id: string) => one<c.Page<c.GroupCounts>>([...sync(id), 'groups'], `/ordersync/${id}/groups`);
export const syncLoads = (id: string) => one<c.Loads>([...sync(id), 'loads'], `/ordersync/${id}/loads`);
export const loadProblems = (id: string, load: string) =>
  one<c.Page<c.LoadProblem>>([...sync(id), 'loads', load, 'problems'], `/ordersync/${id}/loads/${load}/problems`);
export const syncPlan = (id: string) => asked<c.Plan>(['plan', id], `/ordersync/${id}/plan`);
export const boardCheck = (id: string) => asked<c.BoardCheck>(['check', id], `/ordersync/${id}/check`);
export const syncConfig = (id: string) => queryOptions({ ...one<c.SyncConfig>(['config', id], `/ordersync/${id}/config`), staleTime: 30_000 });
export const syncReport = (id: string, runId: string | undefined) => one<c.Report>([...sync(id), 'report'], `/ordersync/${id}/report`, { run: runId });
export const syncRows = (id: string, filter: Query) => pages<c.Row>([...sync(id), 'rows'], `/ordersync/${id}/rows`, filter, 'after', 100);
export const why = (id: string, kind: string, deltaId: number) =>
  one<c.Why>([...sync(id), 'why', kind, deltaId], `/ordersync/${id}/rows/${kind}/${deltaId}/why`);
