/** The HTTP API as this front end uses it. Times are ISO-8601 UTC. Types generated from the server's OpenAPI document can take this file's place. */

export type Maybe<T> = T | null | undefined;

export interface Page<T> {
  items: T[];
  next?: Maybe<string>;
}

export type Role = 'OWNER' | 'ADMIN' | 'MANAGER' | 'REP' | 'AGENT' | 'VIEWER';

export type Permission =
  | 'access:read'
  | 'access:write'
  | 'alerts:read'
  | 'alerts:write'
  | 'audit:read'
  | 'connections:read'
  | 'connections:write'
  | 'customers:read'
  | 'customers:write'
  | 'flows:read'
  | 'flows:write'
  | 'flows:run'
  | 'logs:read'
  | 'logs:personal'
  | 'mail:read'
  | 'metrics:read'
  | 'ordersync:read'
  | 'ordersync:write'
  | 'ordersync:run'
  | 'outreach:read'
  | 'outreach:write'
  | 'outreach:run'
  | 'pulls:read'
  | 'pulls:write'
  | 'pushes:read'
  | 'pushes:write'
  | 'pushes:approve'
  | 'records:read'
  | 'records:write'
  | 'runs:read'
  | 'runs:write'
  | 'tags:read'
  | 'tags:write';

export interface Session {
  user: { id: string; email: string; name: string; role: Role };
  tenant: { id: string; slug: string; name: string };
  permissions: Permission[];
}

export interface OwnSession {
  id: string;
  createdAt?: Maybe<string>;
  lastSeenAt?: Maybe<string>;
  address?: Maybe<string>;
  userAgent?: Maybe<string>;
  current?: Maybe<boolean>;
}

export interface User {
  id: string;
  email: string;
  name: string;
  role: Role;
  disabled: boolean;
  lockedUntil?: Maybe<string>;
  createdAt: string;
  lastSignInAt?: Maybe<string>;
}

export interface ApiKey {
  id: string;
  name: string;
  prefix: string;
  scopes: string[];
  expiresAt?: Maybe<string>;
  lastUsedAt?: Maybe<string>;
  createdAt: string;
  revokedAt?: Maybe<string>;
  user?: Maybe<string | { id: string; email?: string; name?: string }>;
}

export interface NewApiKey extends ApiKey {
  key: string;
}

export interface AuditEntry {
  seq: number;
  at: string;
  actor?: Maybe<string>;
  /** The actor as people read it. */
  who?: Maybe<string>;
  action: string;
  subject?: Maybe<string>;
  detail?: Maybe<Record<string, unknown>>;
  hash?: Maybe<string>;
}

export interface AuditVerdict {
  ok: boolean;
  checked: number;
  brokenAt?: Maybe<number>;
  reason?: Maybe<string>;
  /** Where the trail ends, to be noted outside. */
  head?: Maybe<string>;
}

export type RunState = 'QUEUED' | 'RUNNING' | 'PAUSED' | 'SUCCEEDED' | 'PARTLY_FAILED' | 'FAILED' | 'CANCELLED';

export interface RunStep {
  name: string;
  state: RunState;
  done: number;
  failed: number;
  total?: Maybe<number>;
  message?: Maybe<string>;
}

export interface Run {
  id: string;
  kind: string;
  title: string;
  subject?: Maybe<string>;
  state: RunState;
  done: number;
  failed: number;
  total?: Maybe<number>;
  message?: Maybe<string>;
  waitsFor?: Maybe<string>;
  waitsUntil?: Maybe<string>;
  queuedAt: string;
  startedAt?: Maybe<string>;
  finishedAt?: Maybe<string>;
  startedBy?: Maybe<string>;
  steps?: Maybe<RunStep[]>;
  ratePerMinute?: Maybe<number>;
  etaSeconds?: Maybe<number>;
}

export type LogLevel = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';

export interface LogLine {
  id: string | number;
  at: string;
  level: LogLevel | string;
  recordKey?: Maybe<string>;
  message: string;
}

export interface Connection {
  id: string;
  vendor: string;
  name: string;
  endpoint: string;
  /** What is open of its settings; secrets never come. */
  settings?: Maybe<Record<string, string>>;
  healthy?: Maybe<boolean>;
  healthMessage?: Maybe<string>;
  healthAt?: Maybe<string>;
}

export interface ConnectionTest {
  healthy: boolean;
  message?: Maybe<string>;
  account?: Maybe<string>;
}

export interface Budget {
  policy: string;
  quota: number;
  remaining: number;
  windowSeconds: number;
  resetsAt?: Maybe<string>;
  observedAt?: Maybe<string>;
}

export interface VendorCall {
  at: string;
  operation: string;
  status?: Maybe<number>;
  outcome: string;
  vendorRequestId?: Maybe<string>;
  cost?: Maybe<number>;
  durationMs?: Maybe<number>;
  runId?: Maybe<string>;
  detail?: Maybe<string>;
}

export interface VendorSetting {
  name: string;
  title: string;
  help: string;
  secret: boolean;
  multiline: boolean;
  choices: string[];
  standard: string;
}

export interface Vendor {
  vendor: string;
  title: string;
  endpoint: string;
  tokenHelp?: Maybe<string>;
  /** What a connection is set to in place of a token; empty: it has a token. */
  settings?: Maybe<VendorSetting[]>;
}

export const ROW_STATES = ['SYNCED', 'SENDING', 'PENDING', 'NEW', 'UNKNOWN', 'BLOCKED', 'FAILED'] as const;
export type RowState = (typeof ROW_STATES)[number];
export type Counts = Partial<Record<RowState, number>>;

export interface Load {
  id: string;
  source: string;
  state: 'LOADING' | 'LOADED' | 'REFUSED';
  sourceRows: number;
  problems: number;
  ordersCreated: number;
  ordersUpdated: number;
  ordersRemoved: number;
  linesCreated: number;
  linesUpdated: number;
  linesRemoved: number;
  message?: Maybe<string>;
  startedAt: string;
  finishedAt?: Maybe<string>;
}

export interface Loads extends Page<Load> {
  /** How many bytes a file may have. */
  largestFile?: Maybe<number>;
}

export interface LoadProblem {
  line?: Maybe<number>;
  column?: Maybe<string>;
  value?: Maybe<string>;
  sourceKey?: Maybe<string>;
  code: string;
  message: string;
}

export interface OrderSync {
  id: string;
  name: string;
  environment: string;
  title: string;
  boards: { id: string; name?: Maybe<string> }[];
  counts: Counts;
  orders: number;
  lines: number;
  /** Without the counts of what changed; the list of loads has them. */
  lastLoad?: Maybe<Pick<Load, 'id' | 'source' | 'state' | 'sourceRows' | 'problems' | 'message' | 'startedAt' | 'finishedAt'>>;
  lastRun?: Maybe<Run>;
}

export interface ConfigProblem {
  line?: Maybe<number>;
  column?: Maybe<number>;
  key?: Maybe<string>;
  message: string;
  suggestion?: Maybe<string>;
  severity?: Maybe<'error' | 'warning'>;
}

export interface MappedColumn {
  columnId: string;
  type: string;
  from?: Maybe<string>;
  owner?: Maybe<string>;
  [more: string]: unknown;
}

export interface Mapping {
  /** Where the list comes from: file, folder or jdbc. */
  source?: Maybe<string>;
  items?: Maybe<MappedColumn[]>;
  lines?: Maybe<MappedColumn[]>;
}

export interface SyncConfig {
  config: string;
  version: number;
  savedAt?: Maybe<string>;
  savedBy?: Maybe<string>;
  environments: string[];
  mapping?: Maybe<Mapping>;
}

export interface ConfigVerdict {
  problems: ConfigProblem[];
  mapping?: Maybe<Mapping>;
}

export interface PlanCounts {
  creates: number;
  updates: number;
  removes: number;
  lineCreates: number;
  lineUpdates: number;
  lineRemoves: number;
  continuations: number;
}

export interface PlanGroup extends PlanCounts {
  group: string;
  newGroup?: Maybe<boolean>;
}

export interface PlanFailure {
  recordUuid: string;
  sourceKey: string;
  lineKey?: Maybe<string>;
  group?: Maybe<string>;
  column?: Maybe<string>;
  message: string;
}

export interface Plan {
  groups: PlanGroup[];
  totals: PlanCounts;
  calls: number;
  complexity: number;
  minutes: number;
  dailyCallsLeft?: Maybe<number>;
  roomLeft?: Maybe<number>;
  failing: PlanFailure[];
  /** All that would fail; the list may hold only the first. */
  failingCount?: Maybe<number>;
  warnings: string[];
  costIsLearnt?: Maybe<boolean>;
}

export interface Finding {
  severity: string;
  key?: Maybe<string>;
  line?: Maybe<number>;
  columnId?: Maybe<string>;
  message: string;
  suggestion?: Maybe<string>;
}

export interface CheckedBoard {
  id: string;
  name?: Maybe<string>;
  items: number;
  itemsLimit: number;
  /** Whether it is there for the token. */
  found: boolean;
}

export interface BoardCheck {
  /** All boards of the mapping, in its order. */
  boards: CheckedBoard[];
  findings: Finding[];
  ok: boolean;
}

export type RowKind = 'orders' | 'lines';
export type RowAction = 'CREATE' | 'UPDATE' | 'REMOVE';

export interface ChangedValue {
  column: string;
  old?: Maybe<string>;
  new?: Maybe<string>;
  /** The same as new, as some servers call it. */
  now?: Maybe<string>;
}

export interface Row {
  deltaId: number;
  kind: RowKind | string;
  recordUuid: string;
  sourceKey: string;
  lineKey?: Maybe<string>;
  group: string;
  action: RowAction;
  state: RowState;
  attempts: number;
  reason?: Maybe<string>;
  faultClass?: Maybe<string>;
  faultCode?: Maybe<string>;
  retryAt?: Maybe<string>;
  createdAt: string;
  updatedAt: string;
  syncedAt?: Maybe<string>;
  changed?: Maybe<ChangedValue[]>;
}

export interface Why {
  sentence: string;
  until?: Maybe<string>;
  requestId?: Maybe<string>;
}

export interface GroupCounts {
  group: string;
  orders: number;
  lines: number;
  synced: number;
  pending: number;
  failed: number;
  blocked: number;
  unknown?: Maybe<number>;
}

export type Report = Record<string, unknown>;

export interface Changed {
  topic: 'runs' | 'ordersync' | 'connections' | 'access' | 'flows' | 'alerts' | 'records' | 'mail' | 'customers' | 'pulls' | 'mapping' | 'matching' | 'tags' | 'pushes' | 'outreach' | 'outreach-inbox';
  subject?: Maybe<string>;
}
