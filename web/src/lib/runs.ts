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
