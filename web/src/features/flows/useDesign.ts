import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { asProblem } from '@/api/problem';
import { type Finding, type FlowDefinition, type Shapes, useSaveDraft } from './flows.api';

interface History {
  past: FlowDefinition[];
  now: FlowDefinition;
  future: FlowDefinition[];
}

type Move = { kind: 'change'; to: FlowDefinition; quiet?: boolean } | { kind: 'undo' } | { kind: 'redo' };

const KEPT = 100;

function moved(history: History, move: Move): History {
  switch (move.kind) {
    case 'change':
      if (move.to === history.now) return history;
      return move.quiet ? { ...history, now: move.to } : { past: [...history.past.slice(-KEPT), history.now], now: move.to, future: [] };
    case 'undo': {
      const last = history.past.at(-1);
      return last ? { past: history.past.slice(0, -1), now: last, future: [history.now, ...history.future] } : history;
    }
    case 'redo': {
      const [next, ...rest] = history.future;
      return next ? { past: [...history.past, history.now], now: next, future: rest } : history;
    }
  }
}

export type Saving = 'saved' | 'waiting' | 'saving' | 'conflict' | 'failed';

const PAUSE_MS = 900;

/** The definition being drawn: its history, and its saving as a draft a moment after each change. */
export function useDesign(id: string, initial: FlowDefinition, version: number, known: { findings: Finding[]; shapes: Shapes }) {
  const [history, dispatch] = useReducer(moved, { past: [], now: initial, future: [] });
  const [saving, setSaving] = useState<Saving>('saved');
  const [error, setError] = useState<unknown>();
  const [checked, setChecked] = useState(known);
  const basedOn = useRef(version);
  const saved = useRef(initial);
  const busy = useRef(false);
  const { mutateAsync } = useSaveDraft(id);
  const { now } = history;

  const save = useCallback(
    async (definition: FlowDefinition) => {
      if (busy.current) return;
      busy.current = true;
      setSaving('saving');
      try {
        const answer = await mutateAsync({ definition, basedOn: basedOn.current });
        basedOn.current = answer.version;
        saved.current = definition;
        setChecked({ findings: answer.findings, shapes: answer.shapes });
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
    if (now === saved.current || saving === 'conflict') return;
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
    definition: now,
    change: (to: FlowDefinition, quiet?: boolean) => {
      dispatch({ kind: 'change', to, ...(quiet ? { quiet } : {}) });
      setSaving((before) => (before === 'conflict' ? before : 'waiting'));
    },
    undo: () => dispatch({ kind: 'undo' }),
    redo: () => dispatch({ kind: 'redo' }),
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    saving,
    error,
    findings: checked.findings,
    shapes: checked.shapes,
    /** Saves at once what is not saved yet. */
    flush: () => (now === saved.current ? Promise.resolve() : save(now)),
  };
}

export type Design = ReturnType<typeof useDesign>;
