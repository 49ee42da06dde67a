import type { Run, RunState } from '@/api/contract';

const ENDED = new Set<RunState>(['SUCCEEDED', 'PARTLY_FAILED', 'FAILED', 'CANCELLED']);

export function ended(state: RunState): boolean {
  return ENDED.has(state);
}

export function mayPause(run: Run): boolean {
  return run.state === 'RUNNING' || run.state === 'QUEUED';
}

export function mayResume(run: Run): boolean {
  return run.state === 'PAUSED';
}

export function mayRetry(run: Run): boolean {
  return run.state === 'FAILED' || run.state === 'PARTLY_FAILED' || run.state === 'CANCELLED';
}

/** Done records of 100; undefined while the total is not known. */
export function percentDone(run: { done: number; total?: number | null | undefined }): number | undefined {
  if (!run.total || run.total <= 0) return undefined;
  return Math.min(100, (run.done / run.total) * 100);
}

/** Whether a verify ended because board and list differ: nothing failed, but somebody has to decide. */
export function foundDifferences(run: { kind?: string | undefined; state: RunState }): boolean {
  return run.kind === 'ordersync.verify' && run.state === 'PARTLY_FAILED';
}

/** Whether a run goes on only when a person says so; what waits for a time or a limit goes on by itself. */
export function waitsForSomebody(run: Run): boolean {
  return run.state === 'PAUSED' && !run.waitsUntil;
}
