import { unifiedMergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { tomlLook } from './codemirror';

/** What a save would change, the same lines in between left out. */
export default function MappingDiff({ before, after }: { before: string; after: string }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!box.current) return;
    const view = new EditorView({
      parent: box.current,
      state: EditorState.create({
        doc: after,
        extensions: [
          lineNumbers(),
          tomlLook,
          EditorState.readOnly.of(true),
          EditorView.contentAttributes.of({ 'aria-label': 'Changes of the mapping' }),
          unifiedMergeView({ original: before, mergeControls: false, collapseUnchanged: { margin: 2, minSize: 5 }, gutter: true }),
        ],
      }),
    });
    return () => view.destroy();
  }, [before, after]);
  return <div ref={box} style={{ maxHeight: '55vh', overflow: 'auto', border: '1px solid var(--line)', borderRadius: 7 }} />;
}
