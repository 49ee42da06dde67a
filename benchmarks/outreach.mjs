// Starts the program in a folder of its own, writes leads, events and touches straight into its database, and times the usual reads and
// the reports of the dashboard. With --keep FOLDER the data stay there. PlanDrive.java measures the engine.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { demonstration, timed, until } from './reading.mjs';

const { values: options } = parseArgs({
  options: {
    leads: { type: 'string', default: '1000000' },
    // of each lead
    events: { type: 'string', default: '10' },
    times: { type: 'string', default: '50' },
    keep: { type: 'string' },
    json: { type: 'string' },
  },
});
const leads = Number(options.leads);
const sequences = 20;
const { data, get, json, stop } = await demonstration('outreach', options.keep);

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

const states = ['PENDING_INVITE', 'INVITE_SENT', 'CONNECTED', 'IN_SEQUENCE', 'REPLIED', 'COMPLETED', 'FAILED', 'INVITE_SENT', 'INVITE_SENT', 'PAUSED'];
const kinds = ['ENTERED', 'INVITED', 'CONNECTED', 'MESSAGED', 'MOVED', 'OPENED', 'REPLIED', 'REFUSED', 'VISITED', 'COMPLETED'];
const list = (words) => `(ARRAY[${words.map((word) => `'${word}'`).join(',')}])`;

function write(tenant) {
  psql(`INSERT INTO outreach.sequence (tenant_id, sequence_id, name, name_key, state, draft, version, owner, created_at, changed_at)
    SELECT '${tenant}', md5('sequence ' || n)::uuid, 'Sequence ' || n, 'sequence ' || n, 'PAUSED', '{}', 1, 'benchmark', now(), now()
    FROM generate_series(1, ${sequences}) n`);
  psql(`INSERT INTO outreach.version (tenant_id, sequence_id, version, document, made_by, made_at)
    SELECT '${tenant}', md5('sequence ' || n)::uuid, 1, '{}', 'benchmark', now() FROM generate_series(1, ${sequences}) n`);
  for (let from = 0; from < leads; from += 100000) {
    const count = Math.min(100000, leads - from);
    psql(`INSERT INTO outreach.lead (tenant_id, lead_id, sequence_id, version, name, company, company_key, company_name, email, linkedin, state,
        reason, step, next_at, blocker, entered_at, changed_at, step_at, ended_at)
      SELECT '${tenant}', md5('lead ' || n)::uuid, md5('sequence ' || 1 + n % ${sequences})::uuid, 1, 'Person Number ' || n,
        'Company ' || n % 50000, 'company-' || n % 50000 || '.example', 'company ' || n % 50000, 'person' || n || '@company-' || n % 50000 || '.example',
        'person-' || n, state, CASE state WHEN 'FAILED' THEN 'errors/invalid_recipient' END, 'step-' || n % 6,
        CASE WHEN NOT ended THEN now() + interval '40 days' + n * interval '1 second' END,
        CASE WHEN NOT ended THEN ${list(['QUOTA', 'WINDOW', 'ANSWER', 'WAIT'])}[1 + n % 4] END,
        now() - n * interval '10 seconds', now(), now(), CASE WHEN ended THEN now() END
      FROM generate_series(${from}, ${from + count - 1}) n, LATERAL (SELECT ${list(states)}[1 + n % 10] AS state) s,
        LATERAL (SELECT state IN ('REPLIED', 'COMPLETED', 'FAILED') AS ended) e`);
    psql(`INSERT INTO outreach.lead_search (tenant_id, lead_id, search)
      SELECT '${tenant}', md5('lead ' || n)::uuid, 'person number ' || n || ' company ' || n % 50000 || ' person' || n || '@company-' || n % 50000
        || '.example person-' || n FROM generate_series(${from}, ${from + count - 1}) n`);
    psql(`INSERT INTO outreach.event (tenant_id, lead_id, sequence_id, at, kind, step, variant, note, evidence, who)
      SELECT '${tenant}', md5('lead ' || n)::uuid, md5('sequence ' || 1 + n % ${sequences})::uuid, now() - (n % 90) * interval '1 day' + e * interval '1 minute',
        ${list(kinds)}[1 + e % 10], 'step-' || e % 6, ${list(['a', 'b'])}[1 + n % 2], 'It happened in a measurement.', '{"source":"benchmark","lagSeconds":600}', 'outreach'
      FROM generate_series(${from}, ${from + count - 1}) n, generate_series(0, ${Number(options.events) - 1}) e`);
  }
  // each lead's invitation and message, as the reports by variant and of the targets count them
  psql(`INSERT INTO outreach.touch (tenant_id, touch_id, lead_id, sequence_id, version, step, variant, action, text, state, decided_at, done_at, settled_at)
    SELECT tenant_id, md5('touch ' || s || lead_id)::uuid, lead_id, sequence_id, 1, 'step-' || s, CASE WHEN lead_id < '80000000-0000-0000-0000-000000000000' THEN 'a' ELSE 'b' END,
      CASE s WHEN 1 THEN 'INVITE' ELSE 'MESSAGE' END, 'Hello', 'DONE', entered_at + interval '1 hour', entered_at + interval '1 hour', entered_at + interval '1 hour'
    FROM outreach.lead, generate_series(1, 2) s WHERE tenant_id = '${tenant}'`);
  for (const table of ['lead', 'lead_search', 'event', 'touch', 'tally', 'touch_tally', 'lead_count']) psql(`VACUUM ANALYZE outreach.${table}`);
}

try {
  await until('the program', 180, async () => (await json('/api/v1/runs?limit=1')) && true);
  const tenant = psql('SELECT tenant_id FROM kernel.tenant ORDER BY created_at LIMIT 1');
  if (psql('SELECT count(*) < 1000 FROM (SELECT FROM outreach.lead LIMIT 1000) l') === 't') {
    const began = performance.now();
    write(tenant);
    console.log(`written by SQL in ${((performance.now() - began) / 1000).toFixed(0)} s`);
  }
  // counts are folded by the program every minute
  await until('folded counts', 150, async () => psql('SELECT count(*) < 20000 FROM outreach.tally') === 't');
  const at = '/api/v1/outreach/leads';
  const sequence = psql("SELECT md5('sequence 7')::uuid");
  const lead = psql("SELECT md5('lead 4242')::uuid");
  const next = (await json(`${at}?limit=50`)).next;
  const reads = {
    'newest leads': `${at}?limit=50`,
    'next page': `${at}?limit=50&after=${encodeURIComponent(next)}`,
    'of a sequence': `${at}?limit=50&sequence=${sequence}`,
    'of a sequence, by state': `${at}?limit=50&sequence=${sequence}&state=INVITE_SENT`,
    'by state': `${at}?limit=50&state=CONNECTED`,
    'by blocker': `${at}?limit=50&blocker=QUOTA`,
    'failed, by reason': `${at}?limit=50&reason=errors/invalid_recipient`,
    'words': `${at}?limit=50&q=person%20number%204242`,
    'words without a find': `${at}?limit=50&q=nosuchword`,
    'one lead': `${at}/${lead}`,
    'its story': `${at}/${lead}/story`,
    'states of all': `${at}/counts`,
    'states of a sequence': `${at}/counts?sequence=${sequence}`,
    'funnel of a sequence': `${at}/happenings?sequence=${sequence}`,
    'funnel of all, 90 days': `${at}/happenings?from=${new Date(Date.now() - 90 * 86400000).toISOString().slice(0, 10)}`,
    'stuck': `${at}/stuck`,
    'dashboard, 30 days': '/api/v1/outreach/reports?days=30',
    'dashboard, 90 days': '/api/v1/outreach/reports?days=90',
    'dashboard of a sequence': `/api/v1/outreach/reports?days=30&sequence=${sequence}`,
  };
  await timed(get, reads, {
    benchmark: 'outreach',
    head: `${leads.toLocaleString('en')} leads, ${(leads * Number(options.events)).toLocaleString('en')} events`,
    times: Number(options.times),
    warmUp: 3,
    target: 300,
    json: options.json,
    more: { leads, events: leads * Number(options.events) },
  });
} finally {
  await stop();
}
