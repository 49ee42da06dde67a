// What measurements of reads share: the demonstration in a folder of its own, calls, and a table of how long each read took.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const home = join(dirname(fileURLToPath(import.meta.url)), '..');

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export async function until(what, seconds, probe) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await pause(500)) {
    const found = await probe().catch(() => undefined);
    if (found) return found;
  }
  throw new Error(`${what}: not within ${seconds} s`);
}

/** The demonstration, started; with `keep` its data lie in that folder and stay there. */
export async function demonstration(name, keep) {
  const key = `${name}-benchmark-key`;
  const data = keep ?? mkdtempSync(join(tmpdir(), `salessync-${name}-`));
  mkdirSync(data, { recursive: true });
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const headers = { Authorization: `Bearer ${key}` };
  const process_ = spawn(
    process.env.SALESSYNC_COMMAND ?? join(home, 'salessync'),
    ['demo', '--port', port, '--sandbox-port', await freePort(), '--data-dir', data, '--api-key', key].map(String),
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const ended = new Promise((resolve) => process_.once('exit', resolve));
  async function get(path) {
    const answer = await fetch(base + path, { headers });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text.slice(0, 300)}`);
    return text;
  }
  return {
    base,
    data,
    headers,
    get,
    json: async (path) => JSON.parse(await get(path)),
    stop: async () => {
      process_.kill('SIGTERM');
      await ended;
      if (!keep) rmSync(data, { recursive: true, force: true });
    },
  };
}

const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];

/** Times each read, one after another, after a few that do not count; prints the table and says by the exit code whether all are quick enough. */
export async function timed(get, reads, { benchmark, head, times, warmUp, target, json, more }) {
  const rows = [];
  for (const [name, path] of Object.entries(reads)) {
    for (let i = 0; i < warmUp; i++) await get(path);
    const took = [];
    for (let i = 0; i < times; i++) {
      const start = performance.now();
      await get(path);
      took.push(performance.now() - start);
    }
    took.sort((a, b) => a - b);
    rows.push({ read: name, p50: percentile(took, 0.5), p95: percentile(took, 0.95), max: took.at(-1) });
  }
  const ms = (value) => value.toFixed(1).padStart(9);
  console.log(`${head}; ${times} reads each, one after another, milliseconds\n`);
  console.log(`${'read'.padEnd(25)}      p50      p95      max`);
  for (const row of rows) console.log(row.read.padEnd(25) + ms(row.p50) + ms(row.p95) + ms(row.max));
  const worst = Math.max(...rows.map((row) => row.p95));
  console.log(`\nslowest p95 ${worst.toFixed(1)} ms (target: under ${target})`);
  if (json) writeFileSync(json, JSON.stringify({ benchmark, ...more, times, target, worst, rows }, null, 1));
  process.exitCode = worst < target ? 0 : 1;
}
