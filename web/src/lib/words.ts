import type { LogLevel, Permission, Role, RowAction, RowState, RunState } from '@/api/contract';

/** The words people read for the codes of the API; one place, so that a state is called the same on every page. */

export const ROW_STATE: Record<RowState, { label: string; means: string }> = {
  SYNCED: { label: 'On the board', means: 'Sent, and the board confirmed it.' },
  SENDING: { label: 'Sending', means: 'In a call to the board at this moment.' },
  PENDING: { label: 'Waiting', means: 'Ready; sent as soon as the limits of the board allow.' },
  NEW: { label: 'New', means: 'Found in the last import; the next run sends it.' },
  UNKNOWN: { label: 'Being checked', means: 'The answer to its call was lost. The board is read to see what happened; nothing is sent twice.' },
  BLOCKED: { label: 'Blocked', means: 'Cannot go before something else is mended, such as the order a line belongs to.' },
  FAILED: { label: 'Failed', means: 'The board refused it. The reason is on the row; retry after mending it.' },
};

export const ROW_ACTION: Record<RowAction, string> = { CREATE: 'Create', UPDATE: 'Update', REMOVE: 'Remove' };

export const RUN_STATE: Record<RunState, string> = {
  QUEUED: 'Queued',
  RUNNING: 'Running',
  PAUSED: 'Paused',
  SUCCEEDED: 'Done',
  PARTLY_FAILED: 'Done, some failed',
  FAILED: 'Failed',
  CANCELLED: 'Cancelled',
};

export const RUN_KIND: Record<string, string> = {
  'ordersync.sync': 'Sync',
  'ordersync.import': 'Import',
  'ordersync.verify': 'Verify',
  'ordersync.undo': 'Undo',
  'flows.run': 'Flow',
  'pulls.pull': 'Pull',
  'pushes.prepare': 'Review of a push',
  'pushes.send': 'Push',
  'pushes.undo': 'Undo of a push',
};

export function runKind(kind: string): string {
  return RUN_KIND[kind] ?? kind.replace(/^[a-z]+\./, '').replace(/[-_]/g, ' ');
}

export const LOG_LEVELS: LogLevel[] = ['DEBUG', 'INFO', 'WARN', 'ERROR'];
export const LOG_LEVEL: Record<LogLevel, string> = { DEBUG: 'Detail', INFO: 'Info', WARN: 'Warning', ERROR: 'Error' };

export const ROLE: Record<Role, { label: string; means: string }> = {
  OWNER: { label: 'Owner', means: 'Everything, including naming other owners.' },
  ADMIN: { label: 'Administrator', means: 'Everything but naming owners.' },
  MANAGER: { label: 'Manager', means: 'Imports, changes mappings and flows, runs them, sees to alerts; sees users, connections and the audit trail.' },
  REP: { label: 'Sales representative', means: 'Sees the order sync and flows and may run them.' },
  AGENT: { label: 'Agent', means: 'Sees runs only.' },
  VIEWER: { label: 'Viewer', means: 'Sees the order sync, flows, runs, logs and connections; changes nothing.' },
};

export const ROLES = Object.keys(ROLE) as Role[];

export const PERMISSION: Record<Permission, string> = {
  'access:read': 'See users and keys',
  'access:write': 'Change users and keys',
  'audit:read': 'Read the audit trail',
  'connections:read': 'See connections',
  'connections:write': 'Change connections',
  'alerts:read': 'See alerts',
  'alerts:write': 'See to alerts; change rules and channels',
  'customers:read': 'See people and companies',
  'customers:write': 'Change, import and merge people and companies',
  'flows:read': 'See flows',
  'flows:write': 'Draw, publish and switch flows',
  'flows:run': 'Start flows, approve, run again',
  'logs:read': 'Read record logs',
  'logs:personal': 'See personal fields in logs',
  'mail:read': 'Read what mail went out',
  'metrics:read': 'Read the figures of the server, for monitoring',
  'ordersync:read': 'See order syncs',
  'ordersync:write': 'Import orders, change mappings',
  'ordersync:run': 'Plan, run, retry, undo',
  'outreach:read': 'See sequences, leads and conversations',
  'outreach:write': 'Change sequences, senders and suppression lists',
  'outreach:run': 'Launch sequences, import leads, approve, reply and recover',
  'pulls:read': 'See pulls from the CRM',
  'pulls:write': 'Change pulls and field mappings',
  'pushes:read': 'See what is written to the CRM',
  'pushes:write': 'Propose writing to the CRM, take it back',
  'pushes:approve': 'Approve what others propose to write',
  'records:read': 'See records',
  'records:write': 'Change records',
  'runs:read': 'See runs',
  'runs:write': 'Pause, resume, cancel runs',
  'tags:read': 'See tags',
  'tags:write': 'Make tags, put them on and take them off',
};

export const PERMISSIONS = Object.keys(PERMISSION) as Permission[];

const READING: Permission[] = ['alerts:read', 'flows:read', 'logs:read', 'ordersync:read', 'records:read', 'runs:read', 'connections:read', 'customers:read', 'outreach:read', 'pulls:read', 'tags:read'];

/** What each role may do, as the server has it. */
export const ROLE_PERMISSIONS: Record<Role, Permission[]> = {
  OWNER: PERMISSIONS,
  ADMIN: PERMISSIONS,
  MANAGER: ['ordersync:read', 'ordersync:write', 'ordersync:run', 'runs:read', 'runs:write', 'connections:read', 'audit:read', 'access:read', 'alerts:read', 'alerts:write', 'flows:read', 'flows:write', 'flows:run', 'logs:read', 'logs:personal', 'mail:read', 'metrics:read', 'records:read', 'records:write', 'customers:read', 'customers:write', 'pulls:read', 'pulls:write', 'pushes:read', 'pushes:write', 'pushes:approve', 'tags:read', 'tags:write'],
  REP: ['alerts:read', 'flows:read', 'flows:run', 'logs:read', 'ordersync:read', 'ordersync:run', 'records:read', 'runs:read', 'customers:read', 'customers:write', 'outreach:read', 'outreach:run', 'pulls:read', 'pushes:read', 'pushes:write', 'tags:read', 'tags:write'],
  AGENT: ['runs:read'],
  VIEWER: READING,
};

/** Names of vendors' limits as people say them. */
export function policyName(policy: string): string {
  const names: Record<string, string> = {
    complexityMinute: 'Complexity points',
    minuteRate: 'Calls a minute',
    concurrency: 'Calls at once',
    'calls.at-once': 'Calls at once',
    'calls.day': 'Calls a day',
    daily: 'Calls a day',
    dailyRate: 'Calls a day',
    dailyCalls: 'Calls a day',
  };
  return names[policy] ?? policy.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[-_]/g, ' ').replace(/^./, (c) => c.toUpperCase());
}
