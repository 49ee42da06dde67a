// Starts the program in a folder of its own, writes record logs of 7 days straight into its database, and times the usual questions.
// With --keep FOLDER the data stay there and are read again the next time.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { demonstration, timed, until } from './reading.mjs';

const { values: options } = parseArgs({
  options: {
    lines: { type: 'string', default: '5000000' },
    times: { type: 'string', default: '100' },
    keep: { type: 'string' },
    json: { type: 'string' },
  },
});
const lines = Number(options.lines);
const days = 7;
const { data, get, json, stop } = await demonstration('logs', options.keep);

function psql(sql) {
  const place = {
    PGHOST: '127.0.0.1',
    PGPORT: readFileSync(join(data, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[3].trim(),
    PGDATABASE: 'salessync',
    PGUSER: 'postgres',
    PGPASSWORD: readFileSync(join(data, 'postgres/password'), 'utf8').trim(),
    PGOPTIONS: '-c client_min_messages=warning',
  };
  return execFileSync('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-c', sql], {
    env: { ...process.env, ...place },
    encoding: 'utf8',
  }).trim();
}

/** One day's lines: pages of 1,000 lines, a run each, of 20 flows; a fifth dropped, one in a thousand failed. */
function writeDay(tenant, day, count) {
  const start = `((now() AT TIME ZONE 'UTC')::date - ${days - 1 - day})`;
  const from = `${start}::timestamp AT TIME ZONE 'UTC'`;
  psql(`SELECT logs.prepare_record_log(${start})`);
  psql(`
    INSERT INTO logs.record_log (tenant_id, at, run_id, flow_id, node, record_key, outcome, message, error_class, attempt, micros, trail,
      input, output, unchanged, personal, kind)
    SELECT l.*, logs.line_kind(l.flow_id, l.node, l.outcome) FROM (SELECT '${tenant}'::uuid, ${from} + n * (least(interval '1 day', now() - ${from}) / ${count}),
      md5('run ${day} ' || n / 1000)::uuid, md5('flow ' || (n / 1000) % 20)::uuid AS flow_id,
      CASE WHEN outcome = 'DROPPED' THEN 'keep' WHEN n % 10007 = 1 THEN 'rare' WHEN outcome = 'DONE' THEN 'upsert' ELSE 'post' END AS node,
      'CONTACT-' || (n::bigint * 7919 + ${day}) % 700001, outcome,
      CASE outcome WHEN 'FAILED' THEN 'HTTP 409: the record exists already, no. ' || n WHEN 'RETRIED' THEN 'HTTP 503, tried again'
        WHEN 'DROPPED' THEN 'filtered: status is not active' END,
      CASE outcome WHEN 'FAILED' THEN 'http.409' WHEN 'RETRIED' THEN 'http.503' END, 1, 400 + n % 300,
      '[{"node":"keep","did":"passed","ms":0.1},{"node":"upsert","did":"inserted","ms":0.3}]'::json,
      json_build_object('id', n, 'email', 'person' || n || '@example.org', 'status', 'active', 'name', 'Person Number ' || n),
      NULL::json, false, '{email,name}'::text[]
    FROM generate_series(0, ${count} - 1) n,
      LATERAL (SELECT CASE WHEN n % 997 = 0 THEN 'FAILED' WHEN n % 499 = 0 THEN 'RETRIED' WHEN n % 5 = 0 THEN 'DROPPED' ELSE 'DONE' END AS outcome) o) l`);
  psql(`
    INSERT INTO logs.line_count (tenant_id, at, run_id, flow_id, node, outcome, lines)
    SELECT tenant_id, date_trunc('second', at), run_id, flow_id, node, outcome, count(*) FROM logs.record_log
    WHERE at >= ${from} AND at < (${start} + 1)::timestamp AT TIME ZONE 'UTC' GROUP BY 1, 2, 3, 4, 5, 6`);
}

try {
  await until('the program', 180, async () => (await json('/api/v1/runs?limit=1')) && true);
  const tenant = psql('SELECT tenant_id FROM kernel.tenant ORDER BY created_at LIMIT 1');
  if (psql("SELECT count(*) < 1000 FROM (SELECT FROM logs.record_log LIMIT 1000) l") === 't') {
    const began = performance.now();
    for (let day = 0; day < days; day++) writeDay(tenant, day, Math.ceil(lines / days));
    // as the program does by itself every hour
    while (Number(psql("SELECT logs.roll_counts(date_trunc('hour', now() - interval '2 hours'), 500000)")) > 0);
    for (const table of ['record_log', 'line_count', 'minute_count', 'hour_count']) psql(`VACUUM ANALYZE logs.${table}`);
    console.log(`written by SQL in ${((performance.now() - began) / 1000).toFixed(0)} s`);
  }
  const size = psql("SELECT pg_size_pretty(sum(pg_total_relation_size(inhrelid))) FROM pg_inherits WHERE inhparent = 'logs.record_log'::regclass");
  const there = Number(psql('SELECT sum(lines) FROM (SELECT lines FROM logs.line_count UNION ALL SELECT lines FROM logs.hour_count) c'));

  const at = '/api/v1/logs';
  const hour = (ago) => new Date(Date.now() - ago * 3_600_000).toISOString();
  const flow = psql("SELECT md5('flow 7')::uuid");
  const run = psql("SELECT md5('run 3 100')::uuid");
  const failed = (await json(`${at}?outcome=FAILED&limit=1`)).items[0];
  const next = (await json(`${at}?limit=100`)).next;
  const week = `from=${hour(days * 24)}&to=${hour(-1)}`;
  const reads = {
    'newest lines': `${at}?limit=100`,
    'next page': `${at}?limit=100&after=${next}`,
    'oldest first': `${at}?limit=100&sort=at`,
    'an hour, three days ago': `${at}?limit=100&from=${hour(73)}&to=${hour(72)}`,
    'of a flow': `${at}?limit=100&flow=${flow}`,
    'of a run': `${at}?limit=100&run=${run}`,
    'of a record': `${at}?limit=100&key=${failed.recordKey}`,
    'failed': `${at}?limit=100&outcome=FAILED`,
    'failed, of a flow': `${at}?limit=100&outcome=FAILED&flow=${flow}`,
    'dropped, of a flow': `${at}?limit=100&outcome=DROPPED&flow=${flow}`,
    'of a rare node': `${at}?limit=100&node=rare`,
    'text, in failed': `${at}?limit=100&outcome=FAILED&q=409`,
    'text, in all': `${at}?limit=100&q=no%20such%20text`,
    'one line': `${at}/${failed.id}`,
    'timeline of a record': `${at}/timeline?key=${failed.recordKey}`,
    'histogram, 7 days': `${at}/histogram?${week}`,
    'histogram, of a flow': `${at}/histogram?${week}&flow=${flow}`,
    'histogram, of a run': `${at}/histogram?run=${run}`,
    'histogram, failed': `${at}/histogram?${week}&outcome=FAILED`,
  };
  await timed(get, reads, {
    benchmark: 'logs',
    head: `${there.toLocaleString('en')} lines over ${days} days, ${size}`,
    times: Number(options.times),
    warmUp: 5,
    target: 300,
    json: options.json,
    more: { lines: there, days },
  });
} finally {
  await stop();
}
