// Stands in for the server while one works on the pages: the same paths and shapes, made-up data, one run that moves.
// node mock/server.mjs [--port 8080] [--dist dist]
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { crmConnection, crmRoutes } from './crm.mjs';
import * as d from './data.mjs';
import { ActiveRun, endedRuns, logOf } from './runs.mjs';

const argument = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
};
const port = Number(argument('port', '8080'));
const dist = argument('dist', '');
const EMAIL = process.env.E2E_EMAIL ?? 'mara.lindqvist@lakeside.example';
const PASSWORD = process.env.E2E_PASSWORD ?? 'correct horse battery';

const state = { config: d.MAPPING, version: 7, users: d.users, keys: d.apiKeys, connections: [...d.connections, crmConnection], audit: d.audit, failures: 0, lockedUntil: 0, sessions: new Set(), setupOpen: false };
const live = new Set();
const reportMail = { recipients: ['orders@lakeside.example'], when: 'FAILURES', canSend: true };
let sequence = 0;
const changed = (topic, subject) => {
  sequence += 1;
  for (const stream of live) stream.write(`id: ${sequence}\nevent: changed\ndata: ${JSON.stringify({ topic, subject })}\n\n`);
};
const runs = [new ActiveRun(changed), ...endedRuns];

class Refusal extends Error {
  constructor(status, code, title, detail, more = {}) {
    super(detail);
    Object.assign(this, { status, code, title, more });
  }
}
const refuse = (...of) => {
  throw new Refusal(...of);
};
const missing = () => refuse(404, 'kernel.not-found', 'Not found', 'There is no such thing here.');

const session = () => ({
  user: { id: d.users[0].id, email: EMAIL, name: d.users[0].name, role: 'OWNER' },
  tenant: { id: d.uuid(1), slug: 'lakeside', name: 'Lakeside Apparel' },
  permissions: ['access:read', 'access:write', 'audit:read', 'connections:read', 'connections:write', 'ordersync:read', 'ordersync:write', 'ordersync:run', 'runs:read', 'runs:write', 'customers:read', 'customers:write', 'tags:read', 'tags:write', 'pulls:read', 'pulls:write', 'pushes:read', 'pushes:write', 'pushes:approve'],
});

function page(items, query, cursor) {
  const from = Number(query.get(cursor) ?? 0);
  const limit = Number(query.get('limit') ?? 50);
  return { items: items.slice(from, from + limit), next: from + limit < items.length ? String(from + limit) : null };
}

function counts(of) {
  const sums = {};
  for (const row of [...of.orders, ...of.lines]) sums[row.state] = (sums[row.state] ?? 0) + 1;
  return sums;
}

const shortLoad = ({ id, source, state: outcome, sourceRows, problems, message, startedAt, finishedAt }) => ({ id, source, state: outcome, sourceRows, problems, message, startedAt, finishedAt });

function syncs() {
  const run = runs.find((one) => one.kind === 'ordersync.sync');
  return [
    { id: d.SYNC, name: 'greyson', environment: 'dev', title: 'Wholesale orders, spring', boards: [{ id: '9200000001', name: 'Orders (dev)' }], counts: counts(d.rows), orders: d.rows.orders.length, lines: d.rows.lines.length, lastLoad: shortLoad(d.loads[0]), lastRun: run.json() },
    { id: d.PROD_SYNC, name: 'greyson', environment: 'production', title: 'Wholesale orders, spring', boards: [{ id: '8709134353', name: null }], counts: { SYNCED: 1177, NEW: 38 }, orders: 208, lines: 969, lastLoad: d.load(1), lastRun: endedRuns[0].json() },
    { id: d.EMPTY_SYNC, name: 'retail', environment: 'dev', title: 'Retail invoices with a name that is rather long, because somebody wrote down everything', boards: [{ id: '9200000003', name: null }], counts: {}, orders: 0, lines: 0, lastLoad: null, lastRun: null },
  ];
}

function problemsOf(config) {
  const found = [];
  config.split('\n').forEach((text, index) => {
    const typed = /^type = "(.*)"/.exec(text)?.[1];
    if (typed === 'mirror') found.push({ line: index + 1, column: 1, key: 'items.column.type', message: "'mirror' columns cannot be written by anybody", suggestion: 'leave the column out' });
    else if (typed && !/^(text|long_text|numbers|status|dropdown|date|timeline|people|email|link|phone|checkbox|rating|hour|week|country|location|tags|connect_boards)$/.test(typed)) found.push({ line: index + 1, column: 1, key: 'items.column.type', message: `'${typed}' is not a type of column`, suggestion: "did you mean 'timeline'?" });
    if (/^order_keys/.test(text)) found.push({ line: index + 1, column: 1, key: 'source.order_keys', message: 'is not a key here', suggestion: "did you mean 'order_key'?" });
  });
  return found;
}

const configOf = () => ({ config: state.config, version: state.version, savedAt: d.ago(5400), savedBy: d.uuid(502), environments: ['dev', 'production'], mapping: { items: [], lines: [] } });

function startRun(kind, title, total, ticks) {
  const run = new ActiveRun(changed, { kind, title, total, ticks, id: d.uuid(2000 + runs.length) });
  runs.unshift(run);
  changed('runs', run.id);
  return run.json();
}

function signIn(body) {
  if (state.lockedUntil > Date.now()) refuse(429, 'access.too-many-attempts', 'Too many attempts', 'There were too many wrong passwords for this address.', { retryAfterSeconds: Math.ceil((state.lockedUntil - Date.now()) / 1000) });
  if (body.email === 'two@lakeside.example' && !body.tenant) refuse(409, 'access.which-tenant', 'Which organisation?', 'This e-mail address belongs to more than one organisation.', { places: { tenants: ['lakeside', 'harbour'] } });
  if (body.email === 'locked@lakeside.example') refuse(429, 'access.too-many-attempts', 'Too many attempts', 'There were too many wrong passwords for this address.', { retryAfterSeconds: 47 });
  if (body.password !== PASSWORD) refuse(401, 'access.sign-in-refused', 'Sign-in refused', 'The e-mail address or the password is wrong.');
  return session();
}

const routes = [
  ['GET', '/session', () => session()],
  ['GET', '/sessions', () => ({ items: [{ id: '1', createdAt: d.ago(4000), lastSeenAt: d.ago(5), address: '192.0.2.17', userAgent: 'Firefox 148 on Windows', current: true }, { id: '2', createdAt: d.ago(90_000), lastSeenAt: d.ago(30_000), address: '198.51.100.4', userAgent: 'Safari on iPhone', current: false }] })],
  ['DELETE', '/sessions/:id', () => undefined],
  ['POST', '/session/password', ({ body }) => (body.current === PASSWORD ? undefined : refuse(422, 'access.wrong-password', 'That is not your password', 'The present password is another one.'))],
  ['GET', '/setup', () => ({ open: state.setupOpen })],
  ['GET', '/users', () => ({ items: state.users })],
  ['POST', '/users', ({ body }) => { const user = { ...body, id: d.uuid(520 + state.users.length), disabled: false, createdAt: d.ago(0) }; state.users = [...state.users, user]; return user; }],
  ['PATCH', '/users/:id', ({ params, body }) => { state.users = state.users.map((one) => (one.id === params.id ? { ...one, ...body, ...(body.unlock ? { lockedUntil: null } : {}) } : one)); return state.users.find((one) => one.id === params.id) ?? missing(); }],
  ['GET', '/keys', () => ({ items: state.keys })],
  ['POST', '/keys', ({ body }) => { const key = { id: d.uuid(620 + state.keys.length), name: body.name, prefix: 'ss_Vt5x', scopes: body.scopes, expiresAt: d.ahead(86_400 * body.expiresInDays), lastUsedAt: null, createdAt: d.ago(0), revokedAt: null, user: 'Mara Lindqvist' }; state.keys = [key, ...state.keys]; return { ...key, key: 'ss_Vt5xM2m1r8Qm0cJ9dYw3uZf6kT4bN7' }; }],
  ['DELETE', '/keys/:id', ({ params }) => { state.keys = state.keys.map((one) => (one.id === params.id ? { ...one, revokedAt: d.ago(0) } : one)); }],
  ['GET', '/audit', ({ query }) => page(state.audit.filter((one) => JSON.stringify(one).toLowerCase().includes((query.get('q') ?? '').toLowerCase())), query, 'before')],
  ['POST', '/audit/verify', () => ({ ok: true, checked: 137 })],
  ['GET', '/runs', ({ query }) => page(runs.map((run) => run.json()).filter((run) => (!query.get('active') || ['QUEUED', 'RUNNING', 'PAUSED'].includes(run.state)) && (!query.get('kind') || run.kind === query.get('kind')) && (!query.get('state') || run.state === query.get('state'))), query, 'before')],
  ['GET', '/runs/:id', ({ params }) => (runs.find((run) => run.id === params.id) ?? missing()).json()],
  ['GET', '/runs/:id/log', ({ params, query }) => page(logOf(runs.find((run) => run.id === params.id) ?? missing(), query), query, 'before')],
  ['POST', '/runs/:id/:verb', ({ params }) => (runs.find((run) => run.id === params.id) ?? missing()).act(params.verb)],
  ['GET', '/connections', () => ({ items: state.connections })],
  ['GET', '/connections/vendors', () => [{ vendor: 'monday', title: 'monday.com', endpoint: 'https://api.monday.com/v2', tokenHelp: 'In monday.com: your picture, Developers, My access tokens' }]],
  ['POST', '/connections', ({ body }) => { const one = { id: d.uuid(320 + state.connections.length), vendor: body.vendor, name: body.name, endpoint: body.endpoint, healthy: null, healthMessage: null, healthAt: null }; state.connections = [...state.connections, one]; return one; }],
  ['PATCH', '/connections/:id', ({ params, body }) => { state.connections = state.connections.map((one) => (one.id === params.id ? { ...one, ...body, token: undefined } : one)); return state.connections.find((one) => one.id === params.id) ?? missing(); }],
  ['DELETE', '/connections/:id', ({ params }) => { state.connections = state.connections.filter((one) => one.id !== params.id); }],
  ['POST', '/connections/:id/test', ({ params }) => { const one = state.connections.find((candidate) => candidate.id === params.id) ?? missing(); return { healthy: one.healthy !== false, message: one.healthy === false ? one.healthMessage : 'Answers as Lakeside Apparel', account: 'Lakeside Apparel' }; }],
  ['GET', '/connections/:id/budgets', () => ({ items: d.budgets() })],
  ['GET', '/connections/:id/calls', ({ query }) => page(d.calls.filter((one) => !query.get('outcome') || one.outcome === query.get('outcome')), query, 'before')],
  ['GET', '/ordersync', () => ({ items: syncs() })],
  ['POST', '/ordersync/config/validate', ({ body }) => ({ problems: problemsOf(body.config), mapping: null })],
  ['POST', '/ordersync', () => syncs()[2]],
  ['GET', '/ordersync/:id', ({ params }) => syncs().find((one) => one.id === params.id) ?? missing()],
  ['GET', '/ordersync/:id/config', configOf],
  ['PUT', '/ordersync/:id/config', ({ body }) => { const problems = problemsOf(body.config); if (problems.length) refuse(422, 'ordersync.mapping-invalid', 'The mapping has problems', `${problems.length} lines need a correction.`, { places: { problems } }); state.config = body.config; state.version += 1; return configOf(); }],
  ['POST', '/ordersync/:id/import', () => startRun('ordersync.import', 'Import of order-list.csv', 215, 4)],
  ['POST', '/ordersync/:id/pull', () => refuse(409, 'ordersync.no-source', 'Nothing to read from', 'This mapping takes uploaded files. Name a folder or a database in [source] to read from there.')],
  ['GET', '/ordersync/:id/loads', ({ params }) => ({ items: params.id === d.EMPTY_SYNC ? [] : d.loads })],
  ['GET', '/ordersync/:id/loads/:load/problems', () => ({ items: d.loadProblems })],
  ['GET', '/ordersync/:id/plan', ({ params }) => (params.id === d.EMPTY_SYNC ? { ...d.plan, groups: [], failing: [], warnings: [], calls: 0, complexity: 0, minutes: 0, totals: Object.fromEntries(Object.keys(d.plan.totals).map((key) => [key, 0])) } : d.plan)],
  ['POST', '/ordersync/:id/run', () => startRun('ordersync.sync', 'Sync of greyson (dev)', 1280, 60)],
  ['POST', '/ordersync/:id/verify', () => startRun('ordersync.verify', 'Verify greyson (dev)', 1280, 10)],
  ['POST', '/ordersync/:id/undo', () => startRun('ordersync.undo', 'Undo of a sync of greyson (dev)', 400, 20)],
  ['POST', '/ordersync/:id/retry', ({ body }) => { const hit = [...d.rows.orders, ...d.rows.lines].filter((row) => (body.all ? ['FAILED', 'BLOCKED'].includes(row.state) : body.rows?.includes(row.deltaId))); for (const row of hit) Object.assign(row, { state: 'PENDING', reason: null }); return { retried: hit.length }; }],
  ['GET', '/ordersync/:id/check', () => d.check],
  ['GET', '/ordersync/:id/groups', ({ params }) => ({ items: params.id === d.EMPTY_SYNC ? [] : d.groupsOf() })],
  ['GET', '/ordersync/:id/report', () => d.report],
  ['GET', '/ordersync/:id/report/mail', () => reportMail],
  ['PUT', '/ordersync/:id/report/mail', ({ body }) => Object.assign(reportMail, body)],
  ['POST', '/ordersync/:id/report/mail', ({ body }) => ({ items: body.to.map((to) => ({ mail: d.SYNC, to })) })],
  ['GET', '/ordersync/:id/rows', ({ params, query }) => { const of = params.id === d.EMPTY_SYNC ? [] : (d.rows[query.get('kind') ?? 'orders'] ?? []); const q = (query.get('q') ?? '').toLowerCase(); return page(of.filter((row) => ['state', 'action', 'group'].every((name) => !query.get(name) || row[name] === query.get(name)) && (!q || `${row.sourceKey} ${row.group} ${row.reason ?? ''}`.toLowerCase().includes(q))), query, 'after'); }],
  ['GET', '/ordersync/:id/rows/:kind/:delta/why', ({ params }) => { const row = d.rows[params.kind]?.find((one) => one.deltaId === Number(params.delta)) ?? missing(); return whyOf(row); }],
];

routes.push(...crmRoutes({ page, refuse, changed }));

function whyOf(row) {
  if (row.state === 'SYNCED') return { sentence: `It is on the board since ${row.syncedAt.slice(11, 16)} UTC; the board confirmed it.`, until: null, requestId: d.uuid(row.deltaId + 7000) };
  if (row.state === 'PENDING') return { sentence: 'It waits for the complexity budget of monday.com, which 1,280 rows share; 412 rows are before it.', until: d.ahead(190), requestId: null };
  return { sentence: `${row.reason}.`, until: null, requestId: row.state === 'FAILED' ? d.uuid(row.deltaId + 7000) : null };
}

function match(method, path) {
  for (const [verb, pattern, handle] of routes) {
    const names = pattern.split('/');
    const parts = path.split('/');
    if (verb !== method || names.length !== parts.length) continue;
    const params = {};
    if (names.every((name, at) => (name.startsWith(':') ? ((params[name.slice(1)] = decodeURIComponent(parts[at])), true) : name === parts[at]))) return { handle, params };
  }
  return undefined;
}

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.png': 'image/png' };
function file(path, response) {
  const wanted = join(dist, normalize(path));
  const found = dist && existsSync(wanted) && statSync(wanted).isFile() ? wanted : join(dist, 'index.html');
  response.writeHead(200, { 'Content-Type': TYPES[extname(found)] ?? 'application/octet-stream' });
  createReadStream(found).pipe(response);
}

function answer(response, status, body, headers = {}) {
  response.writeHead(status, { 'Content-Type': status >= 400 ? 'application/problem+json' : 'application/json', ...headers });
  response.end(body === undefined ? '' : JSON.stringify(body));
}

async function api(request, response, url) {
  const path = url.pathname.slice('/api/v1'.length);
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const signedIn = /SALESSYNC_SESSION=mock/.test(request.headers.cookie ?? '');
  const csrf = /XSRF-TOKEN=mock/.test(request.headers.cookie ?? '') ? {} : { 'Set-Cookie': 'XSRF-TOKEN=mock; Path=/; SameSite=Lax' };
  try {
    if (request.method !== 'GET' && request.headers['x-xsrf-token'] !== 'mock') refuse(403, 'http.csrf-token', 'The CSRF token is missing or old', 'Ask for it again.');
    if (path === '/session' && request.method === 'POST') return answer(response, 200, signIn(JSON.parse(text)), { 'Set-Cookie': ['SALESSYNC_SESSION=mock; Path=/; HttpOnly; SameSite=Lax', 'XSRF-TOKEN=mock; Path=/; SameSite=Lax'] });
    if (path === '/session' && request.method === 'DELETE') return answer(response, 204, undefined, { 'Set-Cookie': 'SALESSYNC_SESSION=; Path=/; Max-Age=0' });
    if (!signedIn && path !== '/setup') refuse(401, 'access.not-signed-in', 'Not signed in', 'Sign in first.');
    if (path === '/live') {
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
      response.write(': hello\n\n');
      live.add(response);
      request.on('close', () => live.delete(response));
      return undefined;
    }
    const found = match(request.method, path) ?? missing();
    const body = text && (request.headers['content-type'] ?? '').includes('json') ? JSON.parse(text) : {};
    const result = found.handle({ params: found.params, query: url.searchParams, body });
    return answer(response, result === undefined ? 204 : 200, result, csrf);
  } catch (error) {
    const { status = 500, code = 'kernel.fault', title = 'The server had a fault', more = {} } = error;
    return answer(response, status, { type: `https://salessync.invalid/problems/${code}`, status, code, title, detail: error.message, id: d.uuid(Date.now() % 100_000).slice(0, 13), ...more }, csrf);
  }
}

setInterval(() => live.forEach((stream) => stream.write(': still here\n\n')), 15_000);
createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  if (url.pathname.startsWith('/api/v1/')) void api(request, response, url);
  else if (dist) file(url.pathname, response);
  else answer(response, 404, undefined);
}).listen(port, '127.0.0.1', () => console.log(`mock at http://127.0.0.1:${port}  ${EMAIL} / ${PASSWORD}`));
