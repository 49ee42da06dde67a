import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { asProblem } from '@/api/problem';

interface History<T> {
  past: T[];
  now: T;
  future: T[];
  /** What was changed last: further changes of the same come into one step back. */
  of: string;
}

type Move<T> = { kind: 'change'; to: T; of: string; quiet: boolean } | { kind: 'undo' } | { kind: 'redo' };

const KEPT = 100;

function moved<T>(history: History<T>, move: Move<T>): History<T> {
  switch (move.kind) {
    case 'change':
      if (move.to === history.now) return history;
      if (move.quiet) return { ...history, now: move.to };
      if (move.of && move.of === history.of) return { ...history, now: move.to, future: [] };
      return { past: [...history.past.slice(-KEPT), history.now], now: move.to, future: [], of: move.of };
    case 'undo': {
      const last = history.past.at(-1);
      return last !== undefined ? { past: history.past.slice(0, -1), now: last, future: [history.now, ...history.future], of: '' } : history;
    }
    case 'redo': {
      const [next, ...rest] = history.future;
      return next !== undefined ? { past: [...history.past, history.now], now: next, future: rest, of: '' } : history;
    }
  }
}

export type Saving = 'saved' | 'waiting' | 'saving' | 'conflict' | 'failed';

const PAUSE_MS = 900;
const AGAIN_MS = 5000;

/**
 * Something being written: its history, and its saving a moment after each change and when the page is left.
 *
 * @param send saves it; answered with 409 where somebody else saved meanwhile: nothing more is saved then
 */
export function useSavedDraft<T>(initial: T, send: (value: T) => Promise<unknown>) {
  const [history, dispatch] = useReducer(moved<T>, { past: [], now: initial, future: [], of: '' });
  const [saving, setSaving] = useState<Saving>('saved');
  const [error, setError] = useState<unknown>();
  const saved = useRef(initial);
  const running = useRef(Promise.resolve());
  const lost = useRef(false);
  const { now } = history;

  // one at a time: a second one at once would be based on what the first one changes
  const save = useCallback(
    (value: T) => {
      running.current = running.current.then(async () => {
        if (value === saved.current || lost.current) return;
        setSaving('saving');
        try {
          await send(value);
          saved.current = value;
          setError(undefined);
          setSaving('saved');
        } catch (problem) {
          lost.current = asProblem(problem).status === 409;
          setError(problem);
          setSaving(lost.current ? 'conflict' : 'failed');
        }
      });
      return running.current;
    },
    [send],
  );

  useEffect(() => {
    if (now === saved.current || saving === 'conflict' || saving === 'saving') return;
    const timer = setTimeout(() => void save(now), saving === 'failed' ? AGAIN_MS : PAUSE_MS);
    return () => clearTimeout(timer);
  }, [now, save, saving]);

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (now !== saved.current) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [now]);

  const leaving = useRef<() => void>(undefined);
  useEffect(() => {
    leaving.current = () => {
      if (now !== saved.current) void save(now);
    };
  }, [now, save]);
  useEffect(() => () => leaving.current?.(), []);

  return {
    now,
    /**
     * @param of what is changed, where typing goes on: one step back takes all of it
     * @param quiet no step back at all
     */
    change: (to: T, { of = '', quiet = false }: { of?: string; quiet?: boolean } = {}) => {
      dispatch({ kind: 'change', to, of, quiet });
      setSaving((before) => (before === 'conflict' ? before : 'waiting'));
    },
    undo: () => dispatch({ kind: 'undo' }),
    redo: () => dispatch({ kind: 'redo' }),
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    saving,
    error,
    /** Saves at once what is not saved yet. */
    flush: () => save(now),
  };
}
