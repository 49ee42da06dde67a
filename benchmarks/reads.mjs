// Starts the demonstration in a folder of its own, loads a list until that many deltas wait, and times reads one after another.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: { rows: { type: 'string', default: '100000' }, times: { type: 'string', default: '200' }, json: { type: 'string' } },
});
const wanted = Number(options.rows);
const times = Number(options.times);
const home = join(dirname(fileURLToPath(import.meta.url)), '..');
const key = 'reads-benchmark-key';

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(what, seconds, probe) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await pause(500)) {
    const found = await probe().catch(() => undefined);
    if (found) return found;
  }
  throw new Error(`${what}: not within ${seconds} s`);
}

const data = mkdtempSync(join(tmpdir(), 'salessync-reads-'));
const port = await freePort();
const sandboxPort = await freePort();
const base = `http://127.0.0.1:${port}`;
const demo = spawn(
  join(home, 'salessync'),
  ['demo', '--port', port, '--sandbox-port', sandboxPort, '--data-dir', data, '--api-key', key].map(String),
  { stdio: ['ignore', 'ignore', 'inherit'] },
);

async function get(path) {
  const answer = await fetch(base + path, { headers: { Authorization: `Bearer ${key}` } });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text.slice(0, 300)}`);
  return text;
}
const json = async (path) => JSON.parse(await get(path));

/** The shipped list and as many copies of its orders, under other numbers, as the deltas need. */
function list(orders) {
  const [header, ...rows] = readFileSync(join(home, 'examples/greyson/orders.csv'), 'utf8').trimEnd().split('\n');
  const copies = Array.from({ length: orders }, (_, n) => {
    const row = rows[n % rows.length];
    return `COPY-${n}${row.slice(row.indexOf(','))}`;
  });
  return [header, ...rows, ...copies].join('\n') + '\n';
}

function percentile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
}

try {
  const sync = await until('the demonstration', 120, async () => {
    const { items } = await json('/api/v1/ordersync');
    return items.find((one) => one.lines > 0 && one.lastRun);
  });
  await until('the first sync', 180, async () => {
    const { items } = await json('/api/v1/runs?active=true');
    return items.length === 0;
  });
  const orders = Math.ceil(wanted / (1 + sync.lines / sync.orders));
  const form = new FormData();
  form.set('file', new Blob([list(orders)]), 'orders.csv');
  const answer = await fetch(`${base}/api/v1/ordersync/${sync.id}/import`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}` },
    body: form,
  });
  if (answer.status !== 202) throw new Error(`import: ${answer.status} ${await answer.text()}`);
  const waiting = await until('the import', 300, async () => {
    const { counts } = await json(`/api/v1/ordersync/${sync.id}`);
    return counts.NEW + counts.PENDING >= wanted * 0.95 ? counts.NEW + counts.PENDING : undefined;
  });

  const at = `/api/v1/ordersync/${sync.id}`;
  const lastPage = async () => {
    const page = await json(`${at}/rows?kind=lines&limit=100`);
    return `${at}/rows?kind=lines&limit=100&after=${encodeURIComponent(page.next)}`;
  };
  const reads = {
    'sign-in page': '/sign-in',
    'syncs': '/api/v1/ordersync',
    'one sync': at,
    'its customers': `${at}/groups`,
    'rows, first page': `${at}/rows?kind=lines&limit=100`,
    'rows, next page': await lastPage(),
    'rows of a state': `${at}/rows?kind=orders&state=NEW&limit=100`,
    'rows of a customer': `${at}/rows?kind=lines&group=${encodeURIComponent('GREYSON CLOTHIERS')}&limit=100`,
    'rows by text': `${at}/rows?kind=orders&q=COPY-1999&limit=100`,
    'runs': '/api/v1/runs?limit=50',
    'audit': '/api/v1/audit?limit=50',
    'connections': '/api/v1/connections',
  };
  const rows = [];
  for (const [name, path] of Object.entries(reads)) {
    for (let i = 0; i < 20; i++) await get(path);
    const took = [];
    for (let i = 0; i < times; i++) {
      const began = performance.now();
      await get(path);
      took.push(performance.now() - began);
    }
    took.sort((a, b) => a - b);
    rows.push({ read: name, p50: percentile(took, 0.5), p95: percentile(took, 0.95), max: took.at(-1) });
  }
  const ms = (value) => value.toFixed(1).padStart(8);
  console.log(`${waiting.toLocaleString('en')} deltas wait; ${times} reads each, one after another, milliseconds\n`);
  console.log('read                      p50      p95      max');
  for (const row of rows) console.log(row.read.padEnd(20) + ms(row.p50) + ms(row.p95) + ms(row.max));
  const worst = Math.max(...rows.map((row) => row.p95));
  console.log(`\nslowest p95 ${worst.toFixed(1)} ms (target: under 100)`);
  if (options.json) {
    writeFileSync(options.json, JSON.stringify({ benchmark: 'reads', deltas: waiting, times, target: 100, worst, rows }, null, 1));
  }
  process.exitCode = worst < 100 ? 0 : 1;
} finally {
  demo.kill('SIGTERM');
  await new Promise((resolve) => demo.once('exit', resolve));
  rmSync(data, { recursive: true, force: true });
}
