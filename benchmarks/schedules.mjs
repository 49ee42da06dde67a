// Starts the demonstration in a folder of its own, publishes flows with schedules spread over five minutes, lets them run in
// real time and reads from their ledgers how late each due time was started.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const PERIOD = 300;
const { values: options } = parseArgs({
  options: {
    schedules: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '300' },
    // all due in one and the same second of each minute, each of a flow of its own
    together: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const schedules = Number(options.schedules);
const together = options.together;
const seconds = Number(options.seconds);
const TRIGGERS = together ? 1 : 10;
const home = join(dirname(fileURLToPath(import.meta.url)), '..');
const key = 'schedules-benchmark-key';

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const data = mkdtempSync(join(tmpdir(), 'salessync-schedules-'));
const port = await freePort();
const base = `http://127.0.0.1:${port}`;
const demo = spawn(
  process.env.SALESSYNC_COMMAND ?? join(home, 'salessync'),
  ['demo', '--port', port, '--sandbox-port', await freePort(), '--data-dir', data, '--api-key', key].map(String),
  { stdio: ['ignore', 'ignore', 'inherit'] },
);

async function send(method, path, body) {
  const answer = await fetch(base + path, {
    method,
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 500)}`);
  return text === '' ? {} : JSON.parse(text);
}

async function ready() {
  for (const end = Date.now() + 120_000; Date.now() < end; await pause(500)) {
    const found = await send('GET', '/api/v1/flows').catch(() => undefined);
    if (found) return;
  }
  throw new Error('the demonstration: not within 120 s');
}

/** Every five minutes, at the schedule's own second of them. The triggers of one flow lie half a minute apart. */
function trigger(number) {
  if (together) {
    return { id: 't0', type: 'schedule', enabled: true, settings: { cron: '0 * * * * *', zone: 'Africa/Cairo' } };
  }
  const flow = Math.floor(number / TRIGGERS);
  const flows = Math.ceil(schedules / TRIGGERS);
  const second = Math.floor((number % TRIGGERS) * (PERIOD / TRIGGERS) + (flow * (PERIOD / TRIGGERS)) / flows) % PERIOD;
  return {
    id: `t${number % TRIGGERS}`,
    type: 'schedule',
    enabled: true,
    settings: { cron: `${second % 60} ${Math.floor(second / 60)}/${PERIOD / 60} * * * *`, zone: 'Africa/Cairo' },
  };
}

async function publish(flow) {
  const first = flow * TRIGGERS;
  const triggers = Array.from({ length: Math.min(TRIGGERS, schedules - first) }, (_, n) => trigger(first + n));
  const { id } = await send('POST', '/api/v1/flows', {
    definition: {
      name: `punctual-${flow}`,
      title: `Punctual ${flow}`,
      triggers,
      nodes: [
        { id: 'read', type: 'payload', settings: {} },
        { id: 'make', type: 'transform', settings: { set: [{ field: 'n', value: '1' }] } },
      ],
      edges: [{ from: 'read', port: 'out', to: 'make' }],
    },
  });
  await send('POST', `/api/v1/flows/${id}/publish`, {});
  return id;
}

async function ledger(flow, from, to) {
  const rows = [];
  for (let after = ''; ; ) {
    const page = await send('GET', `/api/v1/flows/${flow}/due?limit=200&after=${encodeURIComponent(after)}`);
    rows.push(...page.items.filter((row) => Date.parse(row.due) >= from && Date.parse(row.due) < to));
    if (page.next === undefined || Date.parse(page.items.at(-1).due) < from) return rows;
    after = page.next;
  }
}

function percentile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

try {
  await ready();
  const count = Math.ceil(schedules / TRIGGERS);
  const flows = [];
  for (let at = 0; at < count; at += 4) {
    const some = Array.from({ length: Math.min(4, count - at) }, (_, n) => publish(at + n));
    flows.push(...(await Promise.all(some)));
  }
  console.log(`${schedules.toLocaleString('en')} schedules in ${count.toLocaleString('en')} flows; measuring for ${seconds} s`);
  // whole minutes, where all are due at the beginning of each
  const unit = together ? 60_000 : 1_000;
  const from = Math.ceil(Date.now() / unit) * unit + (together ? -500 : 5_000);
  const to = from + seconds * 1000;
  await pause(to - Date.now() + 10_000);
  const rows = [];
  for (const flow of flows) rows.push(...(await ledger(flow, from, to)));
  const started = rows.filter((row) => row.state === 'RAN' || row.state === 'LATE');
  const late = started.map((row) => row.lateSeconds * 1000).sort((a, b) => a - b);
  const skipped = rows.filter((row) => row.state === 'SKIPPED').length;
  const expected = together ? schedules * Math.ceil(seconds / 60) : Math.round((schedules * seconds) / PERIOD);
  const lost = rows.length - started.length - skipped + Math.max(0, expected - rows.length);
  const ms = (value) => value.toFixed(0);
  console.log(`due ${rows.length}  started ${started.length}  skipped ${skipped}  not settled ${lost}`);
  console.log(`late, milliseconds: p50 ${ms(percentile(late, 0.5))}  p99 ${ms(percentile(late, 0.99))}  max ${ms(late.at(-1) ?? Number.NaN)}`);
  const p99 = percentile(late, 0.99);
  console.log(`p99 ${ms(p99)} ms (target: under 1,000)`);
  if (options.json) {
    writeFileSync(
      options.json,
      JSON.stringify(
        { benchmark: 'schedules', schedules, seconds, due: rows.length, started: started.length, skipped, lost, p50: percentile(late, 0.5), p99, max: late.at(-1), target: 1000 },
        null,
        1,
      ),
    );
  }
  process.exitCode = p99 < 1000 && lost === 0 ? 0 : 1;
} finally {
  demo.kill('SIGTERM');
  await new Promise((resolve) => demo.once('exit', resolve));
  rmSync(data, { recursive: true, force: true });
}
