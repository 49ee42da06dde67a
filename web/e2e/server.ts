import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { baseURL } from './browser';

const state = process.env.E2E_STATE;

/** Whether the server of these tests may be killed: `e2e/run` starts it anew then. */
export const mayBeKilled = state !== undefined;

async function isUp(): Promise<boolean> {
  try {
    return (await fetch(`${baseURL}/actuator/health/readiness`, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}

/** Kills the server as a power cut would, and comes back when it is up again. */
export async function killAndStartAnew(): Promise<void> {
  if (!state) throw new Error('The server of these tests was not started by e2e/run');
  writeFileSync(`${state}/again`, '');
  const pid = readFileSync(`${state}/pid`, 'utf8').trim();
  execFileSync('kill', ['-KILL', pid]);
  const until = Date.now() + 120_000;
  let down = false;
  while (Date.now() < until) {
    const up = await isUp();
    if (up && down) return;
    down ||= !up;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  throw new Error('The server did not come back within two minutes');
}
