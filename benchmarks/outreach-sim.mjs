// Adds up the reports of a folder: node outreach-sim.mjs FOLDER [FILE.json]
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const [folder, out] = process.argv.slice(2);
const reports = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')));

// Wilson's interval of a share, 95 %
function share(part, all) {
  if (all === 0) return { part, all, share: null, low: null, high: null };
  const z = 1.959964;
  const p = part / all;
  const middle = (p + (z * z) / (2 * all)) / (1 + (z * z) / all);
  const half = (z / (1 + (z * z) / all)) * Math.sqrt((p * (1 - p)) / all + (z * z) / (4 * all * all));
  return { part, all, share: p, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
const sum = (of) => reports.reduce((total, report) => total + of(report), 0);
const sends = sum((r) => Object.values(r.sent).reduce((a, b) => a + b, 0));
const found = sum((r) => r.connections.found);
const figures = {
  runs: reports.length,
  days: reports[0]?.days,
  leads: sum((r) => r.taken),
  doubleSends: share(sum((r) => r.doubleSends), sends),
  success: share(sum((r) => r.succeeded), sum((r) => r.processed)),
  precision: share(found, found + sum((r) => r.connections.wrong.length)),
  recallIn24Hours: share(sum((r) => r.connections.within24Hours), sum((r) => r.connections.so)),
  replies: share(sum((r) => r.replies.within24Hours), sum((r) => r.replies.so)),
  stuckLeads: share(sum((r) => r.stuck.length), sum((r) => r.taken)),
  recoveredIn5Minutes: share(sum((r) => r.recovery.within5Minutes), sum((r) => r.recovery.count)),
  lookedUpIn5Minutes: share(sum((r) => r.uncertain.within5Minutes), sum((r) => r.uncertain.count)),
  soundRuns: share(reports.filter((r) => r.doubleSends === 0 && r.stuck.length === 0).length, reports.length),
  secondsARun: sum((r) => r.milliseconds) / 1000 / Math.max(1, reports.length),
};
const percent = (x) => (x === null ? '-' : `${(100 * x).toFixed(3)} %`);
for (const [name, value] of Object.entries(figures)) {
  console.log(
    typeof value === 'object'
      ? `${name.padEnd(20)} ${String(value.part).padStart(7)} of ${String(value.all).padStart(7)}  ${percent(value.share)}  (${percent(value.low)} to ${percent(value.high)})`
      : `${name.padEnd(20)} ${value}`,
  );
}
if (out) writeFileSync(out, `${JSON.stringify(figures, null, 2)}\n`);
