import '@xyflow/react/dist/style.css';
import { Background, type Connection, Controls, type Edge, type EdgeChange, MiniMap, type Node, type NodeChange, ReactFlow, useReactFlow } from '@xyflow/react';
import { useComputedColorScheme } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { number } from '@/lib/format';
import { type DragEvent, useMemo } from 'react';
import { edgeId, HEIGHT, portsOf, WIDTH } from './design';
import { FlowNode, type NodeFace } from './FlowNode';
import type { Finding, FlowDefinition, NodeCard, NodeCount } from './flows.api';

const TYPES = { flow: FlowNode };
export const DRAGGED = 'application/x-salessync-node';

interface CanvasProps {
  definition: FlowDefinition;
  cards: NodeCard[];
  findings: Finding[];
  counts?: NodeCount[];
  selected?: Set<string>;
  selectedEdges?: Set<string>;
  onSelect?: (nodes: Set<string>, edges: Set<string>) => void;
  onMove?: (places: Map<string, { x: number; y: number }>, done: boolean) => void;
  onConnect?: (from: string, port: string, to: string) => void;
  onDelete?: (nodes: Set<string>, edges: Set<string>) => void;
  onDrop?: (type: string, place: { x: number; y: number }) => void;
}

const NONE = new Set<string>();

/** The graph as it is drawn; without the handlers it is for looking at alone. */
export function Canvas({ definition, cards, findings, counts, selected = NONE, selectedEdges = NONE, onSelect, onMove, onConnect, onDelete, onDrop }: CanvasProps) {
  const scheme = useComputedColorScheme('light');
  const flow = useReactFlow();
  // On a phone a finger moves the view: nodes that came along by accident would be saved.
  const phone = useMediaQuery('(max-width: 700px)', false, { getInitialValueInEffect: false });
  const editable = Boolean(onMove);
  const nodes = useMemo<Node<NodeFace>[]>(
    () =>
      definition.nodes.map((node) => {
        const card = cards.find((one) => one.type === node.type);
        const own = findings.filter((finding) => finding.node === node.id);
        return {
          id: node.id,
          type: 'flow',
          position: node.place ?? { x: 0, y: 0 },
          width: WIDTH,
          height: HEIGHT - 14,
          selected: selected.has(node.id),
          ariaLabel: `${node.title ?? card?.title ?? node.type}, node ${node.id}`,
          data: {
            id: node.id,
            type: node.type,
            title: node.title ?? card?.title ?? node.type,
            source: card?.source ?? false,
            ports: portsOf(node, card, definition.edges),
            problems: own.filter((finding) => finding.severity === 'PROBLEM').length,
            warnings: own.filter((finding) => finding.severity === 'WARNING').length,
            count: counts?.find((one) => one.node === node.id),
          },
        };
      }),
    [definition, cards, findings, counts, selected],
  );
  const edges = useMemo<Edge[]>(
    () =>
      definition.edges.map((edge) => {
        const through = counts?.find((one) => one.node === edge.from)?.out[edge.port];
        return {
          id: edgeId(edge),
          source: edge.from,
          sourceHandle: edge.port,
          target: edge.to,
          selected: selectedEdges.has(edgeId(edge)),
          label: through !== undefined ? number(through) : edge.port === 'out' ? undefined : edge.port,
          ariaLabel: `From ${edge.from} to ${edge.to}`,
          style: { strokeWidth: 2 },
        };
      }),
    [definition.edges, counts, selectedEdges],
  );

  const nodesChange = (changes: NodeChange<Node<NodeFace>>[]) => {
    const places = new Map<string, { x: number; y: number }>();
    let done = true;
    const chosen = new Set(selected);
    let selecting = false;
    const gone = new Set<string>();
    for (const one of changes) {
      if (one.type === 'position' && one.position) {
        places.set(one.id, { x: Math.round(one.position.x), y: Math.round(one.position.y) });
        if (one.dragging) done = false;
      } else if (one.type === 'select') {
        selecting = true;
        if (one.selected) chosen.add(one.id);
        else chosen.delete(one.id);
      } else if (one.type === 'remove') gone.add(one.id);
    }
    if (places.size > 0) onMove?.(places, done);
    if (selecting) onSelect?.(chosen, selectedEdges);
    if (gone.size > 0) onDelete?.(gone, new Set());
  };
  const edgesChange = (changes: EdgeChange[]) => {
    const gone = new Set(changes.filter((one) => one.type === 'remove').map((one) => one.id));
    const chosen = new Set(selectedEdges);
    let selecting = false;
    for (const one of changes) {
      if (one.type !== 'select') continue;
      selecting = true;
      if (one.selected) chosen.add(one.id);
      else chosen.delete(one.id);
    }
    if (selecting) onSelect?.(selected, chosen);
    if (gone.size > 0) onDelete?.(new Set(), gone);
  };
  const drop = (event: DragEvent) => {
    const type = event.dataTransfer.getData(DRAGGED);
    if (!type || !onDrop) return;
    event.preventDefault();
    const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    onDrop(type, { x: Math.round(at.x - WIDTH / 2), y: Math.round(at.y - HEIGHT / 2) });
  };

  return (
    <ReactFlow
      nodes={nodes}
      edges={edges}
      nodeTypes={TYPES}
      colorMode={scheme}
      onNodesChange={nodesChange}
      onEdgesChange={edgesChange}
      onConnect={(made: Connection) => onConnect?.(made.source, made.sourceHandle ?? 'out', made.target)}
      onDragOver={(event) => {
        if (onDrop) event.preventDefault();
      }}
      onDrop={drop}
      nodesDraggable={editable && !phone}
      nodesConnectable={editable && !phone}
      deleteKeyCode={editable ? ['Delete', 'Backspace'] : null}
      fitView
      fitViewOptions={{ padding: 0.12, maxZoom: 1.05, ...(editable && !phone ? { minZoom: 0.6 } : {}) }}
      minZoom={0.2}
      proOptions={{ hideAttribution: true }}
    >
      <Background gap={18} />
      <Controls showInteractive={false} />
      {editable && !phone && definition.nodes.length > 8 && <MiniMap pannable zoomable ariaLabel="Overview of the flow" />}
    </ReactFlow>
  );
}
