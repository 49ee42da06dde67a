import { useCallback, useRef, useState } from 'react';
import { useSavedDraft } from '@/lib/useSavedDraft';
import { type Finding, type FlowDefinition, type Shapes, useSaveDraft } from './flows.api';

/** The definition being drawn: its history, and its saving as a draft a moment after each change. */
export function useDesign(id: string, initial: FlowDefinition, version: number, known: { findings: Finding[]; shapes: Shapes }) {
  const [checked, setChecked] = useState(known);
  const basedOn = useRef(version);
  const { mutateAsync } = useSaveDraft(id);
  const send = useCallback(
    async (definition: FlowDefinition) => {
      const answer = await mutateAsync({ definition, basedOn: basedOn.current });
      basedOn.current = answer.version;
      setChecked({ findings: answer.findings, shapes: answer.shapes });
    },
    [mutateAsync],
  );
  const { now, change, ...rest } = useSavedDraft(initial, send);
  return {
    ...rest,
    definition: now,
    change: (to: FlowDefinition, quiet = false) => change(to, { quiet }),
    findings: checked.findings,
    shapes: checked.shapes,
  };
}

export type Design = ReturnType<typeof useDesign>;
