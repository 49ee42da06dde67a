import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';

interface Found {
  sync: string;
  run: string;
}

async function items<T>(page: Page, path: string): Promise<T[]> {
  const answer = await page.request.get(`/api/v1${path}`);
  expect(answer.ok(), `${path}: ${answer.status()}`).toBe(true);
  return ((await answer.json()) as { items: T[] }).items;
}

/** What the server has to look at: its fullest order sync and newest run. */
export async function find(page: Page): Promise<Found> {
  const syncs = await items<{ id: string; orders: number }>(page, '/ordersync');
  const runs = await items<{ id: string; kind: string }>(page, '/runs?limit=20');
  const sync = [...syncs].sort((a, b) => b.orders - a.orders)[0];
  const run = runs.find((one) => one.kind === 'ordersync.sync') ?? runs[0];
  if (!sync || !run) throw new Error('The server has no order sync or no run to look at');
  return { sync: sync.id, run: run.id };
}

export async function findConnection(page: Page): Promise<string> {
  const [first] = await items<{ id: string }>(page, '/connections');
  if (!first) throw new Error('The server has no connection to look at');
  return first.id;
}

/** Every page of the program by name. */
export async function places(page: Page): Promise<Record<string, string>> {
  const { sync, run } = await find(page);
  const connection = await findConnection(page);
  const [flow] = await items<{ id: string }>(page, '/flows');
  const [line] = await items<{ recordKey: string }>(page, '/logs?limit=1');
  const [collection] = await items<{ name: string }>(page, '/records');
  const sequences = await items<{ id: string; version?: number | null }>(page, '/outreach/sequences');
  const sequence = sequences.find((one) => one.version) ?? sequences[0];
  const leads = await items<{ id: string; repliedAt?: string | null }>(page, '/outreach/leads?limit=50');
  const lead = leads.find((one) => one.repliedAt) ?? leads[0];
  const first = async (path: string) => (await items<{ id: string }>(page, path))[0]?.id;
  const [person, company, tag, pull, mapping, push] = await Promise.all(
    ['/customers/people?sort=-changed&limit=1', '/customers/companies?limit=1', '/tags', '/pulls', '/mappings', '/pushes?limit=1'].map(first),
  );
  return {
    home: '/',
    'sync-list': '/ordersync',
    'sync-overview': `/ordersync/${sync}`,
    'sync-import': `/ordersync/${sync}/import`,
    'sync-plan': `/ordersync/${sync}/plan`,
    'sync-rows': `/ordersync/${sync}/rows`,
    'sync-lines': `/ordersync/${sync}/rows?kind=lines`,
    'sync-check': `/ordersync/${sync}/check`,
    'sync-mapping': `/ordersync/${sync}/mapping`,
    'sync-runs': `/ordersync/${sync}/runs`,
    'sync-report': `/ordersync/${sync}/report`,
    'sync-new': '/ordersync/new',
    flows: '/flows',
    ...(flow ? { flow: `/flows/${flow.id}` } : {}),
    logs: '/logs',
    'log-filtered': '/logs?outcome=DROPPED',
    'log-none': '/logs?key=there%20is%20no%20such%20record',
    record: `/logs/record?key=${encodeURIComponent(line?.recordKey ?? 'none')}`,
    records: '/records',
    ...(collection ? { collection: `/records/${collection.name}` } : {}),
    alerts: '/alerts',
    'alert-rules': '/alerts?tab=rules',
    'alert-channels': '/alerts?tab=channels',
    mail: '/mail',
    runs: '/runs',
    run: `/runs/${run}`,
    customers: '/customers',
    companies: '/customers?tab=companies',
    ...(person ? { person: `/customers/people/${person}` } : {}),
    ...(company ? { company: `/customers/companies/${company}` } : {}),
    matching: '/matching',
    'matching-decided': '/matching?tab=decided',
    'matching-quality': '/matching?tab=quality',
    tags: '/tags',
    ...(tag ? { tag: `/tags/${tag}`, 'tag-history': `/tags/${tag}?tab=history` } : {}),
    pulls: '/pulls',
    'pull-new': '/pulls/new',
    ...(pull ? { pull: `/pulls/${pull}`, 'pull-query': `/pulls/${pull}?tab=query` } : {}),
    mappings: '/mappings',
    'mapping-new': '/mappings/new',
    ...(mapping ? { mapping: `/mappings/${mapping}` } : {}),
    pushes: '/pushes',
    'pushes-over': '/pushes?state=all',
    'pushes-standing': '/pushes?tab=standing',
    ...(push ? { push: `/pushes/${push}` } : {}),
    outreach: '/outreach',
    ...(sequence
      ? Object.fromEntries(['steps', 'preview', 'forecast', 'leads', 'versions'].map((tab) => [`sequence-${tab}`, `/outreach/sequences/${sequence.id}?tab=${tab}`]))
      : {}),
    leads: '/outreach/leads',
    ...(lead ? { lead: `/outreach/leads/${lead.id}` } : {}),
    inbox: '/outreach/inbox',
    'inbox-approvals': '/outreach/inbox?tab=approve',
    'inbox-tasks': '/outreach/inbox?tab=tasks',
    senders: '/outreach/senders',
    'outreach-reports': '/outreach/reports',
    champions: '/outreach/champions',
    suppressions: '/outreach/suppressions',
    connections: '/connections',
    connection: `/connections/${connection}`,
    users: '/users',
    keys: '/keys',
    account: '/account',
    audit: '/audit',
  };
}

/** The page is there: its head stands and nothing shows a skeleton. */
export async function settled(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
}
