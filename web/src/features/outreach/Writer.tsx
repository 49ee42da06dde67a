import { ActionIcon, Button, Text, Tooltip } from '@mantine/core';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { Saving } from '@/lib/useSavedDraft';
import { IconArrowBackUp, IconArrowForwardUp, IconArrowUp, IconSend, IconSettings } from '@/ui/icons';
import { Empty, Failed, Notice } from '@/ui/Notice';
import { type StepType, withStep } from './document';
import { DocumentPanel } from './DocumentPanel';
import classes from './outreach.module.css';
import { StepList } from './StepList';
import { StepPanel } from './StepPanel';
import type { Draft } from './useDraft';
import { STEP } from './words';

const SAVING: Record<Saving, string> = { saved: 'Saved as a draft', waiting: 'Not saved yet', saving: 'Saving …', conflict: 'Somebody else saved meanwhile', failed: 'Not saved' };

/** Where a sequence is written: the steps, and beside them the one that is chosen. */
export function Writer({ id, draft, leads, reload }: { id: string; draft: Draft; leads: Partial<Record<string, number>> | undefined; reload: () => void }) {
  const [chosen, setChosen] = useState<string>();
  const side = useRef<HTMLElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const { document, change } = draft;
  const step = document.steps.find((one) => one.id === chosen);
  // at phone width the settings stand below the steps
  const choose = (id: string | undefined) => {
    setChosen(id);
    if (window.matchMedia('(max-width: 900px)').matches) requestAnimationFrame(() => side.current?.scrollIntoView({ block: 'start' }));
  };
  const add = (type: StepType) => {
    const made = withStep(document, type, step?.id);
    change(made.document);
    choose(made.id);
  };
  const keys = (event: KeyboardEvent) => {
    const at = event.target as HTMLElement;
    if (!(event.ctrlKey || event.metaKey) || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)) return;
    const key = event.key.toLowerCase();
    if (key !== 'z' && key !== 'y') return;
    event.preventDefault();
    if (key === 'y' || event.shiftKey) draft.redo();
    else draft.undo();
  };
  return (
    <>
      {draft.saving === 'conflict' && (
        <div style={{ marginBottom: 12 }}>
          <Notice
            tone="warn"
            live
            title="Somebody else saved this sequence meanwhile"
            after={
              <Button size="xs" variant="default" onClick={reload}>
                Load what they saved
              </Button>
            }
          >
            Your changes since are on this page alone and would be given up.
          </Notice>
        </div>
      )}
      {draft.saving === 'failed' && draft.error ? (
        <div style={{ marginBottom: 12 }}>
          <Failed error={draft.error} retry={() => void draft.flush()} />
        </div>
      ) : null}
      {/* Keys that act on the steps. */}
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div className={classes.writer} onKeyDown={keys}>
        <div ref={list}>
          <div className={classes.bar} role="toolbar" aria-label="Writing">
            <Tooltip label="Undo">
              <ActionIcon variant="subtle" color="gray" aria-label="Undo" disabled={!draft.canUndo} onClick={draft.undo}>
                <IconArrowBackUp size={18} />
              </ActionIcon>
            </Tooltip>
            <Tooltip label="Redo">
              <ActionIcon variant="subtle" color="gray" aria-label="Redo" disabled={!draft.canRedo} onClick={draft.redo}>
                <IconArrowForwardUp size={18} />
              </ActionIcon>
            </Tooltip>
            <Button size="compact-sm" variant={step ? 'default' : 'light'} leftSection={<IconSettings size={15} />} onClick={() => choose(undefined)}>
              The whole sequence
            </Button>
            <span className={classes.saving} role="status">
              {SAVING[draft.saving]}
            </span>
          </div>
          {document.steps.length === 0 ? (
            <Empty icon={IconSend} title="No steps yet">
              Begin with one of those below.
            </Empty>
          ) : (
            <StepList steps={document.steps} findings={draft.findings} chosen={chosen} onChoose={choose} leads={leads} />
          )}
          <Text size="sm" fw={600} mt="md" mb={6} id="add-step">
            Add after {step ? `“${step.id}”` : 'the last step'}
          </Text>
          <div className={classes.add} role="group" aria-labelledby="add-step">
            {(Object.keys(STEP) as StepType[]).map((type) => {
              const Symbol = STEP[type].icon;
              return (
                <Button key={type} size="compact-sm" variant="default" leftSection={<Symbol size={15} />} title={STEP[type].about} onClick={() => add(type)}>
                  {STEP[type].label}
                </Button>
              );
            })}
          </div>
        </div>
        <aside ref={side} className={classes.side} aria-label={step ? 'The chosen step' : 'Settings of the sequence'}>
          <div className={classes.back}>
            <Button size="compact-sm" variant="subtle" leftSection={<IconArrowUp size={15} />} onClick={() => list.current?.scrollIntoView({ block: 'start' })}>
              Back to the steps
            </Button>
          </div>
          {step ? (
            <StepPanel key={step.id} sequence={id} document={document} step={step} findings={draft.findings.filter((finding) => finding.step === step.id)} before={draft.flush} onChange={change} onChoose={setChosen} />
          ) : (
            <DocumentPanel document={document} findings={draft.findings.filter((finding) => !finding.step)} onChange={change} />
          )}
        </aside>
      </div>
    </>
  );
}
