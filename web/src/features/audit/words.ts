import type { AuditEntry } from '@/api/contract';

const PART: Record<string, string> = {
  access: 'Access',
  alerts: 'Alerts',
  audit: 'Audit',
  connections: 'Connections',
  customers: 'Customers',
  flows: 'Flows',
  logs: 'Logs',
  mail: 'Mail',
  mapping: 'Field mappings',
  matching: 'Matches',
  ordersync: 'Order sync',
  outreach: 'Outreach',
  pulls: 'Pulls',
  pushes: 'Pushes',
  records: 'Records',
  runs: 'Runs',
  secrets: 'Secrets',
  tags: 'Tags',
};
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** An action in words, "Outreach: sender taken in" for outreach.sender-taken-in. */
export function actionWords(action: string): string {
  const at = action.indexOf('.');
  if (at < 0) return action;
  const part = action.slice(0, at);
  return `${PART[part] ?? part}: ${action.slice(at + 1).replace(/-/g, ' ')}`;
}

/** What it was done to, by name where the entry tells one; an id alone says little. */
export function subjectWords(of: Pick<AuditEntry, 'subject' | 'detail'>): { text: string; id: boolean } | undefined {
  if (!of.subject) return undefined;
  if (!ID.test(of.subject)) return { text: of.subject, id: false };
  for (const name of ['name', 'title', 'email', 'account']) {
    const told = of.detail?.[name];
    if (typeof told === 'string' && told) return { text: told, id: false };
  }
  return { text: of.subject.slice(0, 8), id: true };
}
