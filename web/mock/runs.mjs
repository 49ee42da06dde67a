import { ago, ahead, PROD_SYNC, RUN, rows, SYNC, uuid } from './data.mjs';

const STEPS = ['customers and orders', 'lines', 'statuses'];

/** A run that moves by itself: works, waits at a limit, goes on. */
export class ActiveRun {
  constructor(changed, of = {}) {
    Object.assign(this, { id: RUN, kind: 'ordersync.sync', title: 'Sync of greyson (dev)', total: 1280, ticks: 900, ...of });
    this.changed = changed;
    this.state = 'RUNNING';
    this.done = of.id ? 0 : 402;
    this.failed = of.id ? 0 : 3;
    this.startedAt = ago(of.id ? 0 : 240);
    this.lines = Array.from({ length: 60 }, (_, i) => this.line(60 - i));
    this.tick = 0;
    this.timer = setInterval(() => this.step(), 1000);
    this.timer.unref();
  }

  line(n) {
    const row = rows.orders[(this.done + n) % rows.orders.length];
    const level = n % 17 === 0 ? 'WARN' : n % 29 === 0 ? 'ERROR' : n % 5 === 0 ? 'DEBUG' : 'INFO';
    const message = { WARN: 'The board says wait: complexity budget exhausted, 12 s', ERROR: 'The label “Resort 27” does not exist in column season', DEBUG: 'Call of 16 writes cost 482,016 points in 311 ms', INFO: `Item created in ${row.group}` }[level];
    return { id: `${this.id}-${this.tick ?? 0}-${n}`, at: ago(n * 2), level, recordKey: level === 'DEBUG' ? null : row.sourceKey, message };
  }

  get waits() {
    return this.state === 'RUNNING' && this.kind === 'ordersync.sync' && this.tick % 45 > 36;
  }

  step() {
    if (this.state !== 'RUNNING') return;
    this.tick += 1;
    if (!this.waits) {
      const amount = Math.max(1, Math.round(this.total / this.ticks / 2));
      this.done = Math.min(this.total, this.done + amount);
      if (this.kind === 'ordersync.sync') {
        const waiting = [...rows.orders, ...rows.lines].filter((row) => row.state === 'PENDING').slice(0, amount);
        for (const row of waiting) Object.assign(row, { state: 'SYNCED', attempts: 1, syncedAt: ago(0), updatedAt: ago(0) });
        if (this.tick % 3 === 0) this.changed('ordersync', SYNC);
      }
      this.lines = [{ ...this.line(this.tick), at: ago(0) }, ...this.lines].slice(0, 600);
    }
    if (this.done >= this.total) {
      this.state = this.failed ? 'PARTLY_FAILED' : 'SUCCEEDED';
      this.finishedAt = ago(0);
    }
    this.changed('runs', this.id);
  }

  act(verb) {
    this.state = { pause: 'PAUSED', resume: 'RUNNING', retry: 'RUNNING', cancel: 'CANCELLED' }[verb] ?? this.state;
    if (verb === 'cancel') this.finishedAt = ago(0);
    if (verb === 'retry') this.done = Math.min(this.done, this.total - 20);
    this.changed('runs', this.id);
    return this.json();
  }

  json() {
    const share = this.done / this.total;
    const part = (from, to) => Math.max(0, Math.min(1, (share - from) / (to - from)));
    const sync = this.kind === 'ordersync.sync';
    return {
      id: this.id,
      kind: this.kind,
      title: this.title,
      subject: SYNC,
      state: this.state,
      done: this.done,
      failed: this.failed,
      total: this.total,
      message: this.finishedAt ? `${this.done.toLocaleString('en')} of ${this.total.toLocaleString('en')} records are done` : sync ? 'Harbour & Pine: lines of order SO-10481' : 'Comparing with what is there',
      waitsFor: this.waits ? 'the complexity budget of monday.com' : null,
      waitsUntil: this.waits ? ahead(45 - (this.tick % 45)) : null,
      queuedAt: this.startedAt,
      startedAt: this.startedAt,
      finishedAt: this.finishedAt ?? null,
      startedBy: uuid(501),
      ratePerMinute: this.state === 'RUNNING' ? 312 : null,
      etaSeconds: this.state === 'RUNNING' ? Math.round(((this.total - this.done) / 312) * 60) : null,
      steps: sync
        ? STEPS.map((name, i) => {
            const so = part([0, 0.2, 0.9][i], [0.2, 0.9, 1][i]);
            const total = [215, 1017, 48][i];
            return { name, state: so >= 1 ? 'SUCCEEDED' : so > 0 ? this.state : 'QUEUED', done: Math.round(so * total), failed: i === 1 ? this.failed : 0, total, message: i === 0 ? '8 customers, 4 of them new on the board' : null };
          })
        : [],
    };
  }
}

class EndedRun {
  constructor(n, state, more = {}) {
    this.of = { id: uuid(210 + n), kind: 'ordersync.sync', title: 'Sync of greyson (dev)', subject: SYNC, state, done: 1180, failed: 0, total: 1180, message: '1,180 records are on the board', queuedAt: ago(86_400 * n), startedAt: ago(86_400 * n), finishedAt: ago(86_400 * n - 262), startedBy: uuid(502), ratePerMinute: null, etaSeconds: null, steps: [], ...more };
    this.lines = [];
  }

  get id() {
    return this.of.id;
  }

  get kind() {
    return this.of.kind;
  }

  act(verb) {
    if (verb === 'retry') this.of.state = 'QUEUED';
    return this.of;
  }

  json() {
    return this.of;
  }
}

export const endedRuns = [
  new EndedRun(1, 'SUCCEEDED', { subject: PROD_SYNC, title: 'Sync of greyson (production)' }),
  new EndedRun(2, 'PARTLY_FAILED', { failed: 7, message: '7 rows failed: a label is missing on the board' }),
  new EndedRun(3, 'FAILED', { kind: 'ordersync.import', title: 'Import of order-list-2026-11-20.csv', done: 0, total: 215, failed: 0, message: '61 of 215 orders are missing from the file (28 %); at most 20 % may be removed at once' }),
  new EndedRun(4, 'CANCELLED', { done: 320 }),
  ...Array.from({ length: 46 }, (_, i) => new EndedRun(5 + i, 'SUCCEEDED', i % 4 === 1 ? { kind: 'ordersync.verify', title: 'Verify greyson (dev)', message: 'The board equals the order list' } : i % 3 === 1 ? { kind: 'ordersync.import', title: `Import of order-list-2026-10-${String(30 - (i % 28)).padStart(2, '0')}.csv`, done: 215, total: 215, message: '40 orders new, 6 changed' } : {})),
];

const RANK = { DEBUG: 0, INFO: 1, WARN: 2, ERROR: 3 };

export function logOf(run, query) {
  const least = RANK[query.get('level') ?? 'DEBUG'] ?? 0;
  const q = (query.get('q') ?? '').toLowerCase();
  return run.lines.filter((line) => RANK[line.level] >= least && (!q || `${line.recordKey ?? ''} ${line.message}`.toLowerCase().includes(q)));
}
