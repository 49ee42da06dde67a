// Starts the demonstration in a folder of its own, loads a list until that many deltas wait, and times reads one after another.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { demonstration, home, timed, until } from './reading.mjs';

const { values: options } = parseArgs({
  options: { rows: { type: 'string', default: '100000' }, times: { type: 'string', default: '200' }, json: { type: 'string' } },
});
const wanted = Number(options.rows);
const { base, headers, get, json, stop } = await demonstration('reads');

/** The shipped list and as many copies of its orders, under other numbers, as the deltas need. */
function list(orders) {
  const [header, ...rows] = readFileSync(join(home, 'examples/greyson/orders.csv'), 'utf8').trimEnd().split('\n');
  const copies = Array.from({ length: orders }, (_, n) => {
    const row = rows[n % rows.length];
    return `COPY-${n}${row.slice(row.indexOf(','))}`;
  });
  return [header, ...rows, ...copies].join('\n') + '\n';
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
    headers,
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
  await timed(get, reads, {
    benchmark: 'reads',
    head: `${waiting.toLocaleString('en')} deltas wait`,
    times: Number(options.times),
    warmUp: 20,
    target: 100,
    json: options.json,
    more: { deltas: waiting },
  });
} finally {
  await stop();
}
