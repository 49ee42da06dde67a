import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { asProblem } from '@/api/problem';
import type { SequenceDocument } from './document';
import { type SequenceAnswer, useSaveSequence } from './sequences.api';

interface History {
  past: SequenceDocument[];
  now: SequenceDocument;
  future: SequenceDocument[];
  /** What was changed last: further changes of the same come into one step back. */
  of: string;
}

type Move = { kind: 'change'; to: SequenceDocument; of: string } | { kind: 'undo' } | { kind: 'redo' };

const KEPT = 100;

function moved(history: History, move: Move): History {
  switch (move.kind) {
    case 'change':
      if (move.to === history.now) return history;
      if (move.of && move.of === history.of) return { ...history, now: move.to, future: [] };
      return { past: [...history.past.slice(-KEPT), history.now], now: move.to, future: [], of: move.of };
    case 'undo': {
      const last = history.past.at(-1);
      return last ? { past: history.past.slice(0, -1), now: last, future: [history.now, ...history.future], of: '' } : history;
    }
    case 'redo': {
      const [next, ...rest] = history.future;
      return next ? { past: [...history.past, history.now], now: next, future: rest, of: '' } : history;
    }
  }
}

export type Saving = 'saved' | 'waiting' | 'saving' | 'conflict' | 'failed';

const PAUSE_MS = 900;

/** The draft being written: its history, and its saving a moment after each change. */
export function useDraft(answer: SequenceAnswer) {
  const [history, dispatch] = useReducer(moved, { past: [], now: answer.draft, future: [], of: '' });
  const [saving, setSaving] = useState<Saving>('saved');
  const [error, setError] = useState<unknown>();
  const [findings, setFindings] = useState(answer.findings);
  const [revision, setRevision] = useState(answer.sequence.revision);
  const based = useRef(answer.sequence.revision);
  const saved = useRef(answer.draft);
  const busy = useRef(false);
  const { mutateAsync } = useSaveSequence(answer.sequence.id);
  const { now } = history;

  const save = useCallback(
    async (document: SequenceDocument) => {
      if (busy.current) return;
      busy.current = true;
      setSaving('saving');
      try {
        const told = await mutateAsync({ document, revision: based.current });
        based.current = told.sequence.revision;
        saved.current = document;
        setRevision(told.sequence.revision);
        setFindings(told.findings);
        setError(undefined);
        setSaving('saved');
      } catch (problem) {
        setError(problem);
        setSaving(asProblem(problem).status === 409 ? 'conflict' : 'failed');
      } finally {
        busy.current = false;
      }
    },
    [mutateAsync],
  );

  useEffect(() => {
    if (now === saved.current || saving === 'conflict' || saving === 'saving') return;
    const timer = setTimeout(() => void save(now), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [now, save, saving]);

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (now !== saved.current) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [now]);

  return {
    document: now,
    /** @param of what is changed, where typing goes on: one step back takes all of it */
    change: (to: SequenceDocument, of = '') => {
      dispatch({ kind: 'change', to, of });
      setSaving((before) => (before === 'conflict' ? before : 'waiting'));
    },
    undo: () => dispatch({ kind: 'undo' }),
    redo: () => dispatch({ kind: 'redo' }),
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    saving,
    error,
    findings,
    revision,
    /** Saves at once what is not saved yet. */
    flush: () => (now === saved.current ? Promise.resolve() : save(now)),
  };
}

export type Draft = ReturnType<typeof useDraft>;
