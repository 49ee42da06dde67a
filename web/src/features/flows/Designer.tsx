import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { ReactFlowProvider } from '@xyflow/react';
import type { Icon } from '@tabler/icons-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { Saving } from '@/lib/useSavedDraft';
import { IconArrowBackUp, IconArrowForwardUp, IconCopy, IconLayoutDistributeHorizontal, IconSitemap, IconTrash } from '@/ui/icons';
import { Empty, Failed, Notice } from '@/ui/Notice';
import { say } from '@/ui/toast';
import { Canvas } from './Canvas';
import { changed, laidOut, pasted, renamed, withEdge, withNode, without } from './design';
import { FlowPanel } from './FlowPanel';
import classes from './flows.module.css';
import type { EdgeSpec, NodeCard, NodeSpec } from './flows.api';
import { NodePanel } from './NodePanel';
import { Palette } from './Palette';
import type { Design } from './useDesign';

const SAVING: Record<Saving, string> = { saved: 'Saved as a draft', waiting: 'Not saved yet', saving: 'Saving …', conflict: 'Somebody else saved meanwhile', failed: 'Not saved' };

function Tool({ label, icon: Symbol, disabled, onClick }: { label: string; icon: Icon; disabled?: boolean; onClick: () => void }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} disabled={disabled ?? false} onClick={onClick}>
        <Symbol size={18} />
      </ActionIcon>
    </Tooltip>
  );
}

/** Where a flow is drawn: palette, canvas, and the settings of what is chosen. */
export function Designer({ design, cards, reload }: { design: Design; cards: NodeCard[]; reload: () => void }) {
  const { definition, change } = design;
  const [nodes, setNodes] = useState(new Set<string>());
  const [edges, setEdges] = useState(new Set<string>());
  const copied = useRef<{ nodes: NodeSpec[]; edges: EdgeSpec[] }>({ nodes: [], edges: [] });
  const only = nodes.size === 1 ? definition.nodes.find((node) => nodes.has(node.id)) : undefined;
  const select = (chosen: Iterable<string>) => {
    setNodes(new Set(chosen));
    setEdges(new Set());
  };

  const add = (card: NodeCard, place?: { x: number; y: number }) => {
    const right = definition.nodes.reduce((most, node) => Math.max(most, (node.place?.x ?? 0) + 290), 40);
    const beside = only?.place ? { x: only.place.x + 290, y: only.place.y } : { x: right, y: 80 };
    const added = withNode(definition, card, place ?? beside, place ? undefined : only?.id);
    change(added.definition);
    select([added.id]);
  };
  const drop = (gone: Set<string>, goneEdges: Set<string>) => {
    if (gone.size + goneEdges.size === 0) return;
    change(without(definition, gone, goneEdges));
    select([]);
  };
  const copy = () => {
    const chosen = definition.nodes.filter((node) => nodes.has(node.id));
    if (chosen.length === 0) return;
    copied.current = { nodes: chosen, edges: definition.edges.filter((edge) => nodes.has(edge.from) && nodes.has(edge.to)) };
    say(chosen.length === 1 ? 'One node copied.' : `${chosen.length} nodes copied.`);
  };
  const paste = () => {
    if (copied.current.nodes.length === 0) return;
    const made = pasted(definition, copied.current);
    change(made.definition);
    select(made.ids);
  };
  const keys = (event: KeyboardEvent) => {
    const at = event.target as HTMLElement;
    if (!(event.ctrlKey || event.metaKey) || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)) return;
    const key = event.key.toLowerCase();
    const acts: Record<string, () => void> = {
      z: event.shiftKey ? design.redo : design.undo,
      y: design.redo,
      c: copy,
      v: paste,
      a: () => select(definition.nodes.map((node) => node.id)),
    };
    const act = acts[key];
    if (act) {
      event.preventDefault();
      act();
    }
  };
  const all = [...new Set(Object.values(design.shapes).flatMap((ports) => Object.values(ports).flatMap((shape) => shape.fields.map((field) => field.name))))];

  return (
    <ReactFlowProvider>
      {design.saving === 'conflict' && (
        <div style={{ marginBottom: 12 }}>
          <Notice
            tone="warn"
            live
            title="Somebody else saved this flow meanwhile"
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
      {design.saving === 'failed' && design.error ? (
        <div style={{ marginBottom: 12 }}>
          <Failed error={design.error} retry={() => void design.flush()} />
        </div>
      ) : null}
      {/* Keys that act on what is chosen on the canvas. */}
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div className={classes.designer} onKeyDown={keys}>
        <Palette cards={cards} onAdd={add} />
        <div className={classes.middle}>
          <div className={classes.bar} role="toolbar" aria-label="Drawing">
            <Tool label="Undo" icon={IconArrowBackUp} disabled={!design.canUndo} onClick={design.undo} />
            <Tool label="Redo" icon={IconArrowForwardUp} disabled={!design.canRedo} onClick={design.redo} />
            <Tool label="Copy what is chosen" icon={IconCopy} disabled={nodes.size === 0} onClick={copy} />
            <Tool label="Remove what is chosen" icon={IconTrash} disabled={nodes.size + edges.size === 0} onClick={() => drop(nodes, edges)} />
            <Tool label="Lay out" icon={IconLayoutDistributeHorizontal} disabled={definition.nodes.length < 2} onClick={() => change(laidOut(definition))} />
            <span className={classes.saving} role="status">
              {SAVING[design.saving]}
            </span>
          </div>
          <div className={classes.canvas}>
            {definition.nodes.length === 0 && (
              <div style={{ position: 'absolute', inset: 0, zIndex: 2, pointerEvents: 'none' }}>
                <Empty icon={IconSitemap} title="Begin with a source">
                  Choose one on the left, or drag it here; then what is to happen with its records.
                </Empty>
              </div>
            )}
            <Canvas
              definition={definition}
              cards={cards}
              findings={design.findings}
              selected={nodes}
              selectedEdges={edges}
              onSelect={(chosen, chosenEdges) => {
                setNodes(chosen);
                setEdges(chosenEdges);
              }}
              onMove={(places, done) => change({ ...definition, nodes: definition.nodes.map((node) => (places.has(node.id) ? { ...node, place: places.get(node.id) ?? null } : node)) }, !done)}
              onConnect={(from, port, to) => change(withEdge(definition, { from, port, to }))}
              onDelete={drop}
              onDrop={(type, place) => {
                const card = cards.find((one) => one.type === type);
                if (card) add(card, place);
              }}
            />
          </div>
        </div>
        <aside className={classes.side} aria-label={only ? 'Settings of the node' : 'Settings of the flow'}>
          {only ? (
            <NodePanel
              key={only.id}
              definition={definition}
              node={only}
              card={cards.find((card) => card.type === only.type)}
              findings={design.findings}
              shapes={design.shapes}
              onChange={(values) => change(changed(definition, only.id, values))}
              onRename={(id) => {
                change(renamed(definition, only.id, id));
                select([id]);
              }}
              onDelete={() => drop(new Set([only.id]), new Set())}
            />
          ) : (
            <FlowPanel definition={definition} findings={design.findings} fields={all} onChange={change} onSelect={(node) => select([node])} />
          )}
        </aside>
      </div>
    </ReactFlowProvider>
  );
}
