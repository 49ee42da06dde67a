// Made-up data in the shapes of the HTTP API, for working on the pages without a server. No two starts differ but by the clock.

export const MAPPING = `# The order list of Lakeside Apparel and the board it is mirrored to.
name = "greyson"
title = "Wholesale orders, spring"

[source]
shape = "wide"
order_key = ["Order Number"]
group = "{Customer}"
max_removals = 0.2

[source.sizes]
# size columns stand between these two
after = "Style"
before = "Total"
total = "Total"

[items]
name = "{Order Number} {Style}"
record_uuid = "record_uuid"

# the customer as the shop writes it
[[items.column]]
id = "customer"
type = "text"
from = "Customer"
required = true

[[items.column]]
id = "po_number"
type = "text"
from = "PO Number"
max_length = 40
on_too_long = "cut"

[[items.column]]
id = "season"
type = "dropdown"
from = "Season"
default = "None"

[[items.column]]
id = "total_qty"
type = "numbers"
from = "Total"

[[items.column]]
id = "ship_window"
type = "timeline"
template = "{Ship Start}/{Ship End}"

[[items.column]]
id = "buyer_mail"
type = "email"
from = "Buyer Mail"
transform = 'value.trim().lowerAscii()'

[[items.column]]
id = "priority"
type = "status"
value = "Normal"
owner = "board"

[[items.column]]
id = "notes"
type = "long_text"
from = "Notes"
on_too_long = "cut"
owner = "last_writer"

[lines]
name = "{size}"
record_uuid = "record_uuid"

[[lines.column]]
id = "quantity"
type = "numbers"
from = "quantity"

[[lines.column]]
id = "style"
type = "text"
from = "Style"

[status]
column = "sync_status"
synced = "Synced"

[dev]
boards = ["9200000001", "9200000002"]
token = "sandbox:sandbox-personal"
endpoint = "http://127.0.0.1:8090/monday/v2"

[production]
boards = "8709134353"
token = "env:MONDAY_TOKEN"
`;

let seed = 7;
export function random() {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return seed / 2147483648;
}
export const pick = (list) => list[Math.floor(random() * list.length)];
export const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();
export const ahead = (seconds) => new Date(Date.now() + seconds * 1000).toISOString();
export function uuid(n) {
  const hex = (n * 2654435761 % 4294967296).toString(16).padStart(8, '0');
  return `${hex}-${hex.slice(0, 4)}-7${hex.slice(1, 4)}-9${hex.slice(2, 5)}-${hex}${hex.slice(0, 4)}`;
}

const CUSTOMERS = [
  ['GREYSON CLOTHIERS', 69, 317],
  ['Harbour & Pine', 41, 188],
  ['Northwind Golf', 38, 206],
  ['Alder Street Outfitters of Saint-Germain-en-Laye, International Trading Company', 22, 97],
  ['Bellweather Sports', 17, 84],
  ['Cedar Court Club', 12, 51],
  ['Fjordline', 9, 44],
  ['Maison Verte', 7, 30],
];

export const SYNC = uuid(101);
export const EMPTY_SYNC = uuid(102);
export const PROD_SYNC = uuid(103);
export const RUN = uuid(201);
export const CONNECTION = uuid(301);

const STYLES = ['Montauk Polo', 'Sequoia Quarter-Zip', 'Wolf Pack Short', 'Timber Vest', 'Lunar Jacket', 'Dusk Hoodie'];
const SIZES = ['XS', 'S', 'M', 'L', 'XL', 'XXL', '32/30', '32/32', '34/30', '34/32'];

function reasonOf(state, key) {
  if (state === 'FAILED') return pick(['The label “Resort 27” does not exist in column season', 'Buyer Mail: “buyer at harbour” is not an e-mail address', 'The item name is longer than 255 characters']);
  if (state === 'BLOCKED') return `Its order ${key} failed and has to be on the board first`;
  if (state === 'UNKNOWN') return 'The answer to its call was lost; the board is read to see what happened';
  return null;
}

function rowsOf(kind) {
  const rows = [];
  let id = kind === 'lines' ? 5000 : 1;
  for (const [group, orders, lines] of CUSTOMERS) {
    for (let i = 0; i < (kind === 'lines' ? lines : orders); i += 1) {
      const key = `SO-${10400 + rows.length}`;
      const roll = random();
      const action = roll < 0.8 ? 'CREATE' : roll < 0.96 ? 'UPDATE' : 'REMOVE';
      const dice = random();
      const state = group === 'GREYSON CLOTHIERS' ? 'SYNCED' : dice < 0.012 ? 'FAILED' : dice < 0.02 && kind === 'lines' ? 'BLOCKED' : dice < 0.024 ? 'UNKNOWN' : 'PENDING';
      const style = pick(STYLES);
      const changed =
        kind === 'lines'
          ? [{ column: 'quantity', old: action === 'CREATE' ? null : String(Math.floor(random() * 20)), new: String(1 + Math.floor(random() * 40)) }, { column: 'style', old: action === 'CREATE' ? null : style, new: style }]
          : [
              { column: 'total_qty', old: action === 'CREATE' ? null : String(40 + Math.floor(random() * 50)), new: String(20 + Math.floor(random() * 90)) },
              { column: 'ship_window', old: action === 'CREATE' ? null : '2027-01-15/2027-02-10', new: '2027-02-01/2027-02-28' },
              { column: 'po_number', old: action === 'CREATE' ? null : '', new: `PO ${7000 + rows.length}` },
              { column: 'notes', old: action === 'CREATE' ? null : 'Ship complete', new: rows.length % 9 === 4 ? 'Ship complete; call the buyer before the truck leaves, the dock closes at three and there is nobody to sign on Fridays or on the day before a holiday' : 'Ship complete, call first' },
            ];
      rows.push({
        deltaId: id++,
        kind,
        recordUuid: uuid(id + 9000),
        sourceKey: kind === 'lines' ? `SO-${10400 + (rows.length % 215)}` : key,
        lineKey: kind === 'lines' ? pick(SIZES) : null,
        group,
        action,
        state,
        attempts: state === 'SYNCED' ? 1 : state === 'FAILED' ? 3 : 0,
        reason: reasonOf(state, key),
        faultClass: state === 'FAILED' ? 'ROW' : null,
        faultCode: state === 'FAILED' ? 'ColumnValueException' : null,
        retryAt: null,
        createdAt: ago(1500),
        updatedAt: ago(60 + rows.length),
        syncedAt: state === 'SYNCED' ? ago(60 + rows.length) : null,
        changed: action === 'REMOVE' ? [] : changed,
      });
    }
  }
  return rows;
}

export const rows = { orders: rowsOf('orders'), lines: rowsOf('lines') };

export const load = (n, more = {}) => ({
  id: uuid(400 + n),
  source: `order-list-2026-11-${String(22 - n).padStart(2, '0')}.csv`,
  state: 'LOADED',
  sourceRows: 215 + n,
  problems: 0,
  ordersCreated: Math.max(3, 40 - n * 6),
  ordersUpdated: 6 + n,
  ordersRemoved: n % 3,
  linesCreated: Math.max(8, 180 - n * 24),
  linesUpdated: 20 + n * 2,
  linesRemoved: n % 4,
  message: null,
  startedAt: ago(1500 + n * 86_400),
  finishedAt: ago(1497 + n * 86_400),
  ...more,
});

export const loads = [
  load(0, { problems: 4, ordersCreated: 195, linesCreated: 982 }),
  load(1),
  load(2, { state: 'REFUSED', message: '61 of 215 orders are missing from the file (28 %); at most 20 % may be removed at once', ordersCreated: 0, ordersUpdated: 0, linesCreated: 0, linesUpdated: 0 }),
  load(3),
  load(4),
  load(5),
];

export const loadProblems = [
  { line: 48, column: 'Total', value: '1O4', sourceKey: 'SO-10446', code: 'ordersync.not-a-number', message: 'is not a number; the letter O stands where a zero should be' },
  { line: 97, column: 'Order Number', value: 'SO-10432', sourceKey: 'SO-10432', code: 'ordersync.duplicate-key', message: 'the order number is already used in line 34; neither of the two is imported' },
  { line: 131, column: 'Total', value: '62', sourceKey: 'SO-10528', code: 'ordersync.total-differs', message: 'the sizes add up to 58, the total says 62' },
  { line: 188, column: 'Ship Start', value: '31.02.2027', sourceKey: 'SO-10585', code: 'ordersync.not-a-date', message: 'there is no such day' },
];

export const users = [
  { id: uuid(501), email: 'mara.lindqvist@lakeside.example', name: 'Mara Lindqvist', role: 'OWNER', disabled: false, lockedUntil: null, createdAt: ago(86400 * 90), lastSignInAt: ago(300) },
  { id: uuid(502), email: 'tomas.ferreira@lakeside.example', name: 'Tomás Ferreira', role: 'MANAGER', disabled: false, lockedUntil: null, createdAt: ago(86400 * 60), lastSignInAt: ago(86400) },
  { id: uuid(503), email: 'ines.okafor@lakeside.example', name: 'Inês Okafor', role: 'REP', disabled: false, lockedUntil: ahead(840), createdAt: ago(86400 * 40), lastSignInAt: ago(86400 * 3) },
  { id: uuid(504), email: 'a.very.long.address.of.somebody.in.the.warehouse@logistics-partner-with-a-long-name.example', name: 'Maximiliane von Hohenstein-Wittelsbach', role: 'VIEWER', disabled: false, lockedUntil: null, createdAt: ago(86400 * 12), lastSignInAt: null },
  { id: uuid(505), email: 'jo.brandt@lakeside.example', name: 'Jo Brandt', role: 'AGENT', disabled: true, lockedUntil: null, createdAt: ago(86400 * 200), lastSignInAt: ago(86400 * 100) },
];

export const apiKeys = [
  { id: uuid(601), name: 'Nightly export', prefix: 'ss_7fK2', scopes: ['ordersync:read', 'runs:read'], expiresAt: ahead(86400 * 60), lastUsedAt: ago(32_000), createdAt: ago(86400 * 30), revokedAt: null, user: 'Mara Lindqvist' },
  { id: uuid(602), name: 'Warehouse screen', prefix: 'ss_p0Qd', scopes: ['runs:read'], expiresAt: ago(86400 * 2), lastUsedAt: ago(86400 * 2), createdAt: ago(86400 * 92), revokedAt: null, user: 'Tomás Ferreira' },
  { id: uuid(603), name: 'Old import script', prefix: 'ss_Za91', scopes: ['ordersync:write', 'ordersync:run'], expiresAt: null, lastUsedAt: null, createdAt: ago(86400 * 150), revokedAt: ago(86400 * 20), user: 'Jo Brandt' },
];

const ACTIONS = [
  ['ordersync.run-started', 'greyson (dev)', { run: uuid(201), writes: 1280 }],
  ['ordersync.imported', 'greyson (dev)', { file: 'order-list-2026-11-22.csv', rows: 215, problems: 4 }],
  ['ordersync.config-saved', 'greyson (dev)', { version: 7, changed: ['items.column.notes.owner'] }],
  ['access.key-created', 'Nightly export', { scopes: 'ordersync:read runs:read' }],
  ['access.user-locked', 'ines.okafor@lakeside.example', { failures: 5 }],
  ['connections.changed', 'monday (sandbox)', { token: 'replaced' }],
  ['access.signed-in', 'mara.lindqvist@lakeside.example', { address: '192.0.2.17' }],
];

export const audit = Array.from({ length: 137 }, (_, i) => {
  const [action, subject, detail] = ACTIONS[i % ACTIONS.length];
  return { seq: 137 - i, at: ago(200 + i * 4100), actor: pick(users).name, action, subject, detail, hash: (uuid(137 - i) + uuid(i)).replaceAll('-', '') };
});

export const connections = [
  { id: CONNECTION, vendor: 'monday', name: 'monday (sandbox)', endpoint: 'http://127.0.0.1:8090/monday/v2', healthy: true, healthMessage: 'Answered in 41 ms for account Lakeside Apparel, API version 2026-10', healthAt: ago(50) },
  { id: uuid(302), vendor: 'monday', name: 'monday (production)', endpoint: 'https://api.monday.com/v2', healthy: false, healthMessage: 'The token was refused (401). Make a new one at monday.com under Developers, and change the connection.', healthAt: ago(7200) },
];

const OPERATIONS = ['create items ×16', 'create subitems ×20', 'change columns ×12', 'read board', 'create group'];
export const calls = Array.from({ length: 90 }, (_, i) => {
  const outcome = i % 23 === 7 ? 'LIMITED' : i % 31 === 11 ? 'UNKNOWN' : i % 41 === 3 ? 'REFUSED' : 'OK';
  return {
    at: ago(3 + i * 2.4),
    operation: pick(OPERATIONS),
    status: outcome === 'LIMITED' ? 429 : outcome === 'UNKNOWN' ? null : 200,
    outcome,
    vendorRequestId: outcome === 'UNKNOWN' ? null : uuid(7000 + i),
    cost: outcome === 'OK' ? 120_000 + Math.floor(random() * 500_000) : null,
    durationMs: 60 + Math.floor(random() * 900),
    runId: RUN,
    detail: outcome === 'LIMITED' ? 'Complexity budget exhausted, 12 s to wait' : outcome === 'UNKNOWN' ? 'No answer within 60 s; settled by reading' : null,
  };
});

export const budgets = () => [
  { policy: 'complexityMinute', quota: 10_000_000, remaining: 2_140_000, windowSeconds: 60, resetsAt: ahead(60 - (Date.now() / 1000) % 60), observedAt: ago(2) },
  { policy: 'minuteRate', quota: 1000, remaining: 912, windowSeconds: 60, resetsAt: ahead(60 - (Date.now() / 1000) % 60), observedAt: ago(2) },
  { policy: 'concurrency', quota: 40, remaining: 39, windowSeconds: 0, resetsAt: null, observedAt: ago(2) },
  { policy: 'daily', quota: 1000, remaining: 61, windowSeconds: 86_400, resetsAt: ahead(9.5 * 3600), observedAt: ago(2) },
];

export const groupsOf = () =>
  CUSTOMERS.map(([group]) => {
    const of = [...rows.orders, ...rows.lines].filter((row) => row.group === group);
    const n = (...states) => of.filter((row) => states.includes(row.state)).length;
    return { group, orders: rows.orders.filter((row) => row.group === group).length, lines: rows.lines.filter((row) => row.group === group).length, synced: n('SYNCED'), pending: n('PENDING', 'NEW', 'SENDING', 'UNKNOWN'), failed: n('FAILED'), blocked: n('BLOCKED') };
  });

export const plan = {
  groups: groupsOf().map((one, i) => ({ group: one.group, newGroup: i > 3, creates: one.orders - (i % 3), updates: i % 3, removes: i === 2 ? 1 : 0, lineCreates: one.lines - 2 * i, lineUpdates: 2 * i, lineRemoves: i % 2, continuations: i === 0 ? 2 : 0 })),
  totals: { creates: 207, updates: 7, removes: 1, lineCreates: 961, lineUpdates: 56, lineRemoves: 4, continuations: 2 },
  calls: 74,
  complexity: 37_400_000,
  minutes: 4.2,
  dailyCallsLeft: 861,
  roomLeft: 9431,
  failing: [
    { recordUuid: uuid(801), sourceKey: 'SO-10481', lineKey: null, group: 'Harbour & Pine', column: 'season', message: 'the label “Resort 27” does not exist on the board; add it there or translate it with labels' },
    { recordUuid: uuid(802), sourceKey: 'SO-10512', lineKey: null, group: 'Northwind Golf', column: 'buyer_mail', message: '“buyer at harbour” is not an e-mail address' },
  ],
  warnings: ['Order SO-10437 has 212 lines: a board takes 100 subitems for each item, so it continues in two more items.'],
  costIsLearnt: true,
};

export const check = {
  boards: [
    { id: '9200000001', name: 'Orders (dev)', items: 569, itemsLimit: 10_000, found: true },
    { id: '9200000002', name: 'Orders (dev) 2', items: 0, itemsLimit: 10_000, found: true },
  ],
  findings: [
    { severity: 'ERROR', key: 'items.column.season', line: 34, columnId: 'season', message: 'The label “Resort 27” of the order list does not exist in this dropdown', suggestion: '[items.column.labels]\n"Resort 27" = "Resort"' },
    { severity: 'WARNING', key: 'items.column.priority', line: 60, columnId: 'priority', message: 'The column is archived on the board; what is written there is not seen', suggestion: null },
  ],
  ok: false,
};

export const report = {
  runId: uuid(210),
  sync: 'greyson (dev)',
  kind: 'ordersync.sync',
  state: 'PARTLY_FAILED',
  message: '1 row failed: a label is missing on the board',
  startedAt: ago(90_000),
  finishedAt: ago(89_700),
  calls: 71,
  result: { runId: uuid(210), created: 1177, adopted: 0, updated: 12, removed: 1, statuses: 215, kept: 1, failed: 1, blocked: 4, unknown: 0, pending: 0, groups: groupsOf().map((one) => ({ group: one.group, created: one.orders + one.lines, updated: 0, removed: 0, orders: one.orders, lines: one.lines, failed: one.failed, blocked: one.blocked })) },
  failing: [{ kind: 'orders', deltaId: 12, sourceKey: 'SO-10481', lineKey: null, group: 'Harbour & Pine', state: 'FAILED', faultClass: 'ROW', faultCode: 'ColumnValueException', reason: 'The label “Resort 27” does not exist in column season' }],
  kept: [{ itemId: '4711', column: 'notes', ours: 'Ship complete', theirs: 'Ship complete, dock 3' }],
  drift: [],
};
