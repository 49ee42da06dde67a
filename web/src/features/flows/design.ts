import dagre from '@dagrejs/dagre';
import type { EdgeSpec, FlowDefinition, NodeCard, NodeSpec, Settings } from './flows.api';

/** Changes to a definition, each giving a new one: what the designer undoes and redoes. */

export const WIDTH = 212;
export const HEIGHT = 74;

export function fresh(name: string, title: string): FlowDefinition {
  return { name, title, triggers: [], nodes: [], edges: [], settings: { personal: [], failShare: 1, failAtLeast: 10, recordLogs: true } };
}

/** A name for files and addresses out of a title. */
export function slug(title: string): string {
  const plain = title
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return plain || 'flow';
}

export function freeId(definition: FlowDefinition, wanted: string): string {
  const base = wanted.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^_+|_+$/g, '') || 'node';
  const taken = new Set(definition.nodes.map((node) => node.id));
  if (!taken.has(base)) return base;
  let number = 2;
  while (taken.has(`${base}${number}`)) number += 1;
  return `${base}${number}`;
}

function defaults(card: NodeCard): Settings {
  const settings: Settings = {};
  for (const [name, field] of Object.entries(card.schema.properties ?? {})) if (field.default !== undefined) settings[name] = field.default;
  return settings;
}

export function withNode(definition: FlowDefinition, card: NodeCard, place: { x: number; y: number }, after?: string): { definition: FlowDefinition; id: string } {
  const id = freeId(definition, card.type.includes('.') ? (card.type.split('.').at(-1) ?? card.type) : card.type);
  const node: NodeSpec = { id, type: card.type, settings: defaults(card), place };
  const from = after ? definition.nodes.find((one) => one.id === after) : undefined;
  const edges = from && !card.source ? [...definition.edges, { from: from.id, port: 'out', to: id }] : definition.edges;
  return { definition: { ...definition, nodes: [...definition.nodes, node], edges }, id };
}

export function without(definition: FlowDefinition, ids: Set<string>, edges: Set<string> = new Set()): FlowDefinition {
  return {
    ...definition,
    nodes: definition.nodes.filter((node) => !ids.has(node.id)),
    edges: definition.edges.filter((edge) => !ids.has(edge.from) && !ids.has(edge.to) && !edges.has(edgeId(edge))),
  };
}

export function changed(definition: FlowDefinition, id: string, change: Partial<NodeSpec>): FlowDefinition {
  return { ...definition, nodes: definition.nodes.map((node) => (node.id === id ? { ...node, ...change } : node)) };
}

/** The node under another id, with every edge that names it. */
export function renamed(definition: FlowDefinition, id: string, to: string): FlowDefinition {
  const name = (one: string) => (one === id ? to : one);
  return {
    ...definition,
    nodes: definition.nodes.map((node) => ({ ...node, id: name(node.id) })),
    edges: definition.edges.map((edge) => ({ ...edge, from: name(edge.from), to: name(edge.to) })),
  };
}

export function edgeId(edge: EdgeSpec): string {
  return `${edge.from}.${edge.port}→${edge.to}`;
}

export function withEdge(definition: FlowDefinition, edge: EdgeSpec): FlowDefinition {
  if (edge.from === edge.to || definition.edges.some((one) => edgeId(one) === edgeId(edge))) return definition;
  return { ...definition, edges: [...definition.edges, edge] };
}

/** What was copied, under free names and a little aside. */
export function pasted(definition: FlowDefinition, copied: { nodes: NodeSpec[]; edges: EdgeSpec[] }): { definition: FlowDefinition; ids: string[] } {
  const names = new Map<string, string>();
  let next = definition;
  for (const node of copied.nodes) {
    const id = freeId(next, node.id);
    names.set(node.id, id);
    next = { ...next, nodes: [...next.nodes, { ...node, id, place: node.place ? { x: node.place.x + 40, y: node.place.y + 60 } : null }] };
  }
  for (const edge of copied.edges) {
    const from = names.get(edge.from);
    const to = names.get(edge.to);
    if (from && to) next = withEdge(next, { from, port: edge.port, to });
  }
  return { definition: next, ids: [...names.values()] };
}

/** Places for all nodes, from left to right along the edges. */
export function laidOut(definition: FlowDefinition): FlowDefinition {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 34, ranksep: 74, marginx: 20, marginy: 20 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of definition.nodes) graph.setNode(node.id, { width: WIDTH, height: HEIGHT });
  for (const edge of definition.edges) if (graph.hasNode(edge.from) && graph.hasNode(edge.to)) graph.setEdge(edge.from, edge.to);
  dagre.layout(graph);
  return {
    ...definition,
    nodes: definition.nodes.map((node) => {
      const at = graph.node(node.id);
      return { ...node, place: { x: Math.round(at.x - WIDTH / 2), y: Math.round(at.y - HEIGHT / 2) } };
    }),
  };
}

export function placed(definition: FlowDefinition): FlowDefinition {
  return definition.nodes.every((node) => node.place) ? definition : laidOut(definition);
}

/** The outputs of a node: its type's, those its settings name, and any an edge already leaves by. */
export function portsOf(node: NodeSpec, card: NodeCard | undefined, edges: EdgeSpec[]): string[] {
  const ports = new Set(card?.outputs ?? ['out']);
  const cases = node.settings.cases;
  if (Array.isArray(cases)) {
    ports.clear();
    for (const one of cases) if (one && typeof one === 'object' && 'port' in one && one.port) ports.add(String(one.port));
    const otherwise = node.settings.otherwise;
    ports.add(typeof otherwise === 'string' && otherwise ? otherwise : 'otherwise');
  }
  for (const edge of edges) if (edge.from === node.id) ports.add(edge.port);
  return [...ports];
}
