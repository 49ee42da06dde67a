import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import { ApiProblem } from '@/api/problem';
import { session } from '@/api/queries';
import { FaultPage, MissingPage, WaitingPage } from './Faults';
import { Shell } from './Shell';

type Search = Record<string, unknown>;

/** A search parameter as text; the router reads "12" as a number. */
function words<const K extends string>(search: Search, ...names: K[]): { [name in K]?: string } {
  const found: { [name in K]?: string } = {};
  for (const name of names) {
    const value = search[name];
    if (value !== undefined && value !== null && value !== '') found[name] = String(value);
  }
  return found;
}

const root = createRootRouteWithContext<{ client: QueryClient }>()({ component: Outlet, notFoundComponent: MissingPage });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Search) => words(search, 'next'),
  component: lazyRouteComponent(() => import('@/features/access/SignInPage')),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  validateSearch: (search: Search) => words(search, 'token'),
  component: lazyRouteComponent(() => import('@/features/access/SetupPage')),
});

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: async ({ context, location }) => {
    try {
      await context.client.ensureQueryData(session());
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) {
        throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { next: location.href } });
      }
      throw error;
    }
  },
  component: Shell,
});

const home = createRoute({ getParentRoute: () => shell, path: '/', validateSearch: (search: Search) => words(search, 'job'), component: lazyRouteComponent(() => import('@/features/home/HomePage')) });

const syncs = createRoute({
  getParentRoute: () => shell,
  path: '/ordersync',
  component: lazyRouteComponent(() => import('@/features/ordersync/OrderSyncListPage')),
});

const newSync = createRoute({
  getParentRoute: () => shell,
  path: '/ordersync/new',
  component: lazyRouteComponent(() => import('@/features/ordersync/NewOrderSyncPage')),
});

const sync = createRoute({
  getParentRoute: () => shell,
  path: '/ordersync/$id',
  component: lazyRouteComponent(() => import('@/features/ordersync/OrderSyncPage')),
});

const tab = <const P extends string>(path: P, load: () => Promise<{ default: () => React.ReactNode }>) =>
  createRoute({ getParentRoute: () => sync, path, component: lazyRouteComponent(load) });

const overview = tab('/', () => import('@/features/ordersync/OverviewTab'));
const importing = tab('import', () => import('@/features/ordersync/ImportTab'));
const plan = tab('plan', () => import('@/features/ordersync/PlanTab'));
const check = tab('check', () => import('@/features/ordersync/CheckTab'));
const mapping = tab('mapping', () => import('@/features/ordersync/MappingTab'));
const syncRuns = tab('runs', () => import('@/features/ordersync/SyncRunsTab'));

const rows = createRoute({
  getParentRoute: () => sync,
  path: 'rows',
  validateSearch: (search: Search) => words(search, 'kind', 'state', 'action', 'group', 'q'),
  component: lazyRouteComponent(() => import('@/features/ordersync/RowsTab')),
});

const report = createRoute({
  getParentRoute: () => sync,
  path: 'report',
  validateSearch: (search: Search) => words(search, 'run'),
  component: lazyRouteComponent(() => import('@/features/ordersync/ReportTab')),
});

const runs = createRoute({
  getParentRoute: () => shell,
  path: '/runs',
  validateSearch: (search: Search) => words(search, 'kind', 'state'),
  component: lazyRouteComponent(() => import('@/features/runs/RunListPage')),
});

const run = createRoute({
  getParentRoute: () => shell,
  path: '/runs/$id',
  validateSearch: (search: Search) => words(search, 'level', 'q'),
  component: lazyRouteComponent(() => import('@/features/runs/RunPage')),
});

const connections = createRoute({
  getParentRoute: () => shell,
  path: '/connections',
  component: lazyRouteComponent(() => import('@/features/connections/ConnectionListPage')),
});

const connection = createRoute({
  getParentRoute: () => shell,
  path: '/connections/$id',
  validateSearch: (search: Search) => words(search, 'outcome'),
  component: lazyRouteComponent(() => import('@/features/connections/ConnectionPage')),
});

const users = createRoute({ getParentRoute: () => shell, path: '/users', component: lazyRouteComponent(() => import('@/features/access/UsersPage')) });
const apiKeys = createRoute({ getParentRoute: () => shell, path: '/keys', component: lazyRouteComponent(() => import('@/features/access/KeysPage')) });
const account = createRoute({ getParentRoute: () => shell, path: '/account', component: lazyRouteComponent(() => import('@/features/access/AccountPage')) });

const audit = createRoute({
  getParentRoute: () => shell,
  path: '/audit',
  validateSearch: (search: Search) => words(search, 'q'),
  component: lazyRouteComponent(() => import('@/features/audit/AuditPage')),
});

const flows = createRoute({ getParentRoute: () => shell, path: '/flows', component: lazyRouteComponent(() => import('@/features/flows/FlowListPage')) });

const flow = createRoute({
  getParentRoute: () => shell,
  path: '/flows/$id',
  validateSearch: (search: Search) => words(search, 'tab'),
  component: lazyRouteComponent(() => import('./FlowWithForms')),
});

const logs = createRoute({
  getParentRoute: () => shell,
  path: '/logs',
  validateSearch: (search: Search) => words(search, 'flow', 'run', 'node', 'key', 'outcome', 'from', 'to', 'q'),
  component: lazyRouteComponent(() => import('@/features/logs/LogsPage')),
});

const record = createRoute({
  getParentRoute: () => shell,
  path: '/logs/record',
  validateSearch: (search: Search) => words(search, 'key'),
  component: lazyRouteComponent(() => import('@/features/logs/RecordPage')),
});

const alerts = createRoute({
  getParentRoute: () => shell,
  path: '/alerts',
  validateSearch: (search: Search) => words(search, 'state', 'severity', 'tab'),
  component: lazyRouteComponent(() => import('@/features/alerts/AlertsPage')),
});

const mail = createRoute({
  getParentRoute: () => shell,
  path: '/mail',
  validateSearch: (search: Search) => words(search, 'state', 'q'),
  component: lazyRouteComponent(() => import('@/features/mail/MailPage')),
});

const records = createRoute({ getParentRoute: () => shell, path: '/records', component: lazyRouteComponent(() => import('@/features/records/RecordsPage')) });
const collection = createRoute({ getParentRoute: () => shell, path: '/records/$name', component: lazyRouteComponent(() => import('@/features/records/CollectionPage')) });

const customers = createRoute({
  getParentRoute: () => shell,
  path: '/customers',
  validateSearch: (search: Search) => words(search, 'tab', 'q', 'tag', 'owner', 'company', 'sort'),
  component: lazyRouteComponent(() => import('@/features/customers/CustomersPage')),
});

const person = createRoute({ getParentRoute: () => shell, path: '/customers/people/$id', component: lazyRouteComponent(() => import('@/features/customers/PersonPage')) });
const company = createRoute({ getParentRoute: () => shell, path: '/customers/companies/$id', component: lazyRouteComponent(() => import('@/features/customers/CompanyPage')) });

const matching = createRoute({
  getParentRoute: () => shell,
  path: '/matching',
  validateSearch: (search: Search) => words(search, 'tab', 'id', 'state'),
  component: lazyRouteComponent(() => import('@/features/matching/MatchingPage')),
});

const tags = createRoute({ getParentRoute: () => shell, path: '/tags', component: lazyRouteComponent(() => import('@/features/tags/TagListPage')) });
const tag = createRoute({
  getParentRoute: () => shell,
  path: '/tags/$id',
  validateSearch: (search: Search) => words(search, 'tab'),
  component: lazyRouteComponent(() => import('@/features/tags/TagPage')),
});

const pulls = createRoute({ getParentRoute: () => shell, path: '/pulls', component: lazyRouteComponent(() => import('@/features/pulls/PullListPage')) });
const newPull = createRoute({ getParentRoute: () => shell, path: '/pulls/new', component: lazyRouteComponent(() => import('@/features/pulls/NewPullPage')) });
const pull = createRoute({
  getParentRoute: () => shell,
  path: '/pulls/$id',
  validateSearch: (search: Search) => words(search, 'tab'),
  component: lazyRouteComponent(() => import('@/features/pulls/PullPage')),
});

const mappings = createRoute({ getParentRoute: () => shell, path: '/mappings', component: lazyRouteComponent(() => import('@/features/mapping/MappingListPage')) });
const newMapping = createRoute({ getParentRoute: () => shell, path: '/mappings/new', component: lazyRouteComponent(() => import('@/features/mapping/NewMappingPage')) });
const fieldMapping = createRoute({ getParentRoute: () => shell, path: '/mappings/$id', component: lazyRouteComponent(() => import('@/features/mapping/MappingPage')) });

const pushes = createRoute({
  getParentRoute: () => shell,
  path: '/pushes',
  validateSearch: (search: Search) => words(search, 'state', 'tab'),
  component: lazyRouteComponent(() => import('@/features/pushes/PushListPage')),
});

const push = createRoute({
  getParentRoute: () => shell,
  path: '/pushes/$id',
  validateSearch: (search: Search) => words(search, 'state'),
  component: lazyRouteComponent(() => import('@/features/pushes/PushPage')),
});

const outreach = createRoute({
  getParentRoute: () => shell,
  path: '/outreach',
  validateSearch: (search: Search) => words(search, 'state'),
  component: lazyRouteComponent(() => import('@/features/outreach/SequenceListPage')),
});
const outreachSequence = createRoute({
  getParentRoute: () => shell,
  path: '/outreach/sequences/$id',
  validateSearch: (search: Search) => words(search, 'tab', 'state', 'blocker'),
  component: lazyRouteComponent(() => import('@/features/outreach/SequencePage')),
});
const outreachLeads = createRoute({
  getParentRoute: () => shell,
  path: '/outreach/leads',
  validateSearch: (search: Search) => words(search, 'state', 'blocker', 'reason', 'q'),
  component: lazyRouteComponent(() => import('@/features/outreach/LeadListPage')),
});
const outreachLead = createRoute({ getParentRoute: () => shell, path: '/outreach/leads/$id', component: lazyRouteComponent(() => import('@/features/outreach/LeadPage')) });
const outreachInbox = createRoute({
  getParentRoute: () => shell,
  path: '/outreach/inbox',
  validateSearch: (search: Search) => words(search, 'id', 'tab', 'which', 'q'),
  component: lazyRouteComponent(() => import('@/features/outreach/InboxPage')),
});
const outreachSenders = createRoute({ getParentRoute: () => shell, path: '/outreach/senders', validateSearch: (search: Search) => words(search, 'sender'), component: lazyRouteComponent(() => import('@/features/outreach/SendersPage')) });
const toSender = (sender: string) => redirect({ to: '/outreach/senders', search: { sender }, replace: true });
const outreachSender = createRoute({ getParentRoute: () => shell, path: '/outreach/senders/$id', beforeLoad: ({ params }) => Promise.reject(toSender(params.id)) });
const outreachReports = createRoute({ getParentRoute: () => shell, path: '/outreach/reports', component: lazyRouteComponent(() => import('@/features/outreach/ReportsPage')) });
const outreachChampions = createRoute({
  getParentRoute: () => shell,
  path: '/outreach/champions',
  validateSearch: (search: Search) => words(search, 'show', 'q', 'id'),
  component: lazyRouteComponent(() => import('@/features/outreach/ChampionsPage')),
});
const outreachSuppressions = createRoute({
  getParentRoute: () => shell,
  path: '/outreach/suppressions',
  validateSearch: (search: Search) => words(search, 'q'),
  component: lazyRouteComponent(() => import('@/features/outreach/SuppressionsPage')),
});

/** An address that leads nowhere still has the way around beside it. */
const missing = createRoute({ getParentRoute: () => shell, path: '$', component: MissingPage });

const tree = root.addChildren([
  signIn,
  setup,
  shell.addChildren([
    home,
    syncs,
    newSync,
    sync.addChildren([overview, importing, plan, rows, check, mapping, syncRuns, report]),
    runs,
    run,
    flows,
    flow,
    logs,
    record,
    alerts,
    mail,
    records,
    collection,
    customers,
    person,
    company,
    matching,
    tags,
    tag,
    mappings,
    newMapping,
    fieldMapping,
    pulls,
    newPull,
    pull,
    pushes,
    push,
    outreach,
    outreachSequence,
    outreachLeads,
    outreachLead,
    outreachInbox,
    outreachSenders,
    outreachSender,
    outreachReports,
    outreachChampions,
    outreachSuppressions,
    connections,
    connection,
    users,
    apiKeys,
    account,
    audit,
    missing,
  ]),
]);

export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { client },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultPendingComponent: WaitingPage,
    defaultPendingMs: 250,
    defaultErrorComponent: FaultPage,
    defaultNotFoundComponent: MissingPage,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
