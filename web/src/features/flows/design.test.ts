import { describe, expect, it } from 'vitest';
import { edgeId, freeId, fresh, laidOut, pasted, portsOf, renamed, slug, withEdge, withNode, without } from './design';
import type { NodeCard } from './flows.api';

const card = (type: string, source = false): NodeCard => ({
  type,
  title: type,
  description: '',
  group: 'SHAPE',
  icon: '',
  source,
  outputs: ['out'],
  effect: 'NONE',
  schema: { properties: { when: { type: 'string', default: 'true' }, other: { type: 'string' } } },
});

function two() {
  const first = withNode(fresh('f', 'F'), card('csv.read', true), { x: 0, y: 0 });
  return withNode(first.definition, card('filter'), { x: 300, y: 0 }, first.id).definition;
}

describe('a definition', () => {
  it('takes a node with its defaults and an edge from the chosen one', () => {
    const definition = two();
    expect(definition.nodes.map((node) => node.id)).toEqual(['read', 'filter']);
    expect(definition.nodes[1]?.settings).toEqual({ when: 'true' });
    expect(definition.edges).toEqual([{ from: 'read', port: 'out', to: 'filter' }]);
  });

  it('gives ids that are free', () => {
    expect(freeId(two(), 'filter')).toBe('filter2');
  });

  it('loses the edges of a node that is removed', () => {
    expect(without(two(), new Set(['read'])).edges).toEqual([]);
  });

  it('loses an edge alone', () => {
    const definition = two();
    expect(without(definition, new Set(), new Set(definition.edges.map(edgeId))).nodes).toHaveLength(2);
  });

  it('keeps its edges when a node is renamed', () => {
    expect(renamed(two(), 'filter', 'keep').edges).toEqual([{ from: 'read', port: 'out', to: 'keep' }]);
  });

  it('takes no edge twice and none from a node to itself', () => {
    const definition = two();
    expect(withEdge(definition, { from: 'read', port: 'out', to: 'filter' })).toBe(definition);
    expect(withEdge(definition, { from: 'read', port: 'out', to: 'read' })).toBe(definition);
  });

  it('takes a copy under free ids, with the edges between what was copied', () => {
    const definition = two();
    const made = pasted(definition, { nodes: definition.nodes, edges: definition.edges });
    expect(made.ids).toEqual(['read2', 'filter2']);
    expect(made.definition.edges).toContainEqual({ from: 'read2', port: 'out', to: 'filter2' });
  });

  it('is laid out from left to right', () => {
    const [read, filter] = laidOut(two()).nodes;
    expect(read?.place?.x).toBeLessThan(filter?.place?.x ?? 0);
  });
});

describe('the outputs of a node', () => {
  it('are those of its cases where it has some', () => {
    const node = { id: 'b', type: 'branch', settings: { cases: [{ port: 'big', when: 'true' }], otherwise: 'small' } };
    expect(portsOf(node, card('branch'), [])).toEqual(['big', 'small']);
  });

  it('include one that an edge still leaves by', () => {
    const node = { id: 'b', type: 'filter', settings: {} };
    expect(portsOf(node, card('filter'), [{ from: 'b', port: 'gone', to: 'c' }])).toEqual(['out', 'gone']);
  });
});

describe('a name made of a title', () => {
  it('has small letters, digits and hyphens alone', () => {
    expect(slug('  Führung: Über 40 % – jede Woche! ')).toBe('fuhrung-uber-40-jede-woche');
    expect(slug('!!!')).toBe('flow');
  });
});
