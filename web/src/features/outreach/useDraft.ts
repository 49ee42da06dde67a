import { useCallback, useRef, useState } from 'react';
import { useSavedDraft } from '@/lib/useSavedDraft';
import type { SequenceDocument } from './document';
import { type SequenceAnswer, useSaveSequence } from './sequences.api';

/** The draft being written, with what is wrong with it as it was saved last. */
export function useDraft(answer: SequenceAnswer) {
  const [findings, setFindings] = useState(answer.findings);
  const [revision, setRevision] = useState(answer.sequence.revision);
  const based = useRef(answer.sequence.revision);
  const { mutateAsync } = useSaveSequence(answer.sequence.id);
  const send = useCallback(
    async (document: SequenceDocument) => {
      const told = await mutateAsync({ document, revision: based.current });
      based.current = told.sequence.revision;
      setRevision(told.sequence.revision);
      setFindings(told.findings);
    },
    [mutateAsync],
  );
  const { now, change, ...rest } = useSavedDraft(answer.draft, send);
  return {
    ...rest,
    document: now,
    change: (to: SequenceDocument, of = '') => change(to, { of }),
    findings,
    revision,
  };
}

export type Draft = ReturnType<typeof useDraft>;
