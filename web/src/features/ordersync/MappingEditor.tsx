import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState, type Text } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import type { ConfigProblem } from '@/api/contract';
import { tomlLook } from './codemirror';

interface MappingEditorProps {
  text: string;
  problems: ConfigProblem[];
  /** Where to go; a new object each time it is asked for. */
  line: { at: number };
  readOnly: boolean;
  onChange: (text: string) => void;
}

function diagnostic(problem: ConfigProblem, document: Text): Diagnostic {
  const line = document.line(Math.min(Math.max(1, problem.line ?? 1), document.lines));
  const from = Math.min(line.to, line.from + Math.max(0, (problem.column ?? 1) - 1));
  return {
    from,
    to: line.to,
    severity: problem.severity ?? 'error',
    message: [problem.key, problem.message, problem.suggestion && `(${problem.suggestion})`].filter(Boolean).join(' '),
  };
}

/** The mapping as text, with line numbers and its problems at their lines. Tab leaves it, as in any field. */
export default function MappingEditor({ text, problems, line, readOnly, onChange }: MappingEditorProps) {
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const changed = useRef(onChange);
  const start = useRef(text);
  useEffect(() => {
    changed.current = onChange;
  });

  useEffect(() => {
    if (!box.current) return;
    const editor = new EditorView({
      parent: box.current,
      state: EditorState.create({
        doc: start.current,
        extensions: [
          lineNumbers(),
          highlightActiveLine(),
          highlightActiveLineGutter(),
          drawSelection(),
          history(),
          search({ top: true }),
          highlightSelectionMatches(),
          lintGutter(),
          keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap]),
          tomlLook,
          EditorState.readOnly.of(readOnly),
          EditorView.contentAttributes.of({ 'aria-label': 'Mapping as text', 'aria-multiline': 'true' }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) changed.current(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, [readOnly]);

  useEffect(() => {
    const editor = view.current;
    if (editor && editor.state.doc.toString() !== text) editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
  }, [text]);
  useEffect(() => {
    const editor = view.current;
    if (editor) editor.dispatch(setDiagnostics(editor.state, problems.map((problem) => diagnostic(problem, editor.state.doc))));
  }, [problems]);
  useEffect(() => {
    const editor = view.current;
    if (!editor || line.at < 1) return;
    const at = editor.state.doc.line(Math.min(line.at, editor.state.doc.lines));
    editor.dispatch({ selection: { anchor: at.from }, effects: EditorView.scrollIntoView(at.from, { y: 'center' }) });
    editor.focus();
  }, [line]);

  return <div ref={box} style={{ minHeight: 360, borderRadius: '0 0 11px 11px', overflow: 'hidden' }} />;
}
