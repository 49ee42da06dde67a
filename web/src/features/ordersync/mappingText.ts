import { parseTOML } from 'toml-eslint-parser';
import type { AST } from 'toml-eslint-parser';

/** Reading and changing a mapping file as text: only what is changed is touched, comments and order stay. */

export type Side = 'items' | 'lines';
export type Scalar = string | number | boolean;

export interface TextColumn {
  side: Side;
  /** Position among the columns of its side. */
  index: number;
  values: Record<string, Scalar>;
  /** Keys whose values are lists or tables: shown in the text only. */
  others: string[];
  firstLine: number;
  lastLine: number;
}

export interface MappingText {
  columns: TextColumn[];
  environments: string[];
}

export interface SyntaxFault {
  line: number;
  message: string;
}

export type Read = { ok: true; mapping: MappingText } | { ok: false; fault: SyntaxFault };

function tablesOf(text: string): AST.TOMLTable[] {
  const top = parseTOML(text, { tomlVersion: '1.0' }).body[0];
  return top.body.filter((node): node is AST.TOMLTable => node.type === 'TOMLTable');
}

function isColumn(table: AST.TOMLTable, side?: Side, index?: number): boolean {
  const [first, second, third, ...rest] = table.resolvedKey;
  return table.kind === 'array' && rest.length === 0 && (side ? first === side : first === 'items' || first === 'lines') && second === 'column' && typeof third === 'number' && (index === undefined || third === index);
}

function nameOf(pair: AST.TOMLKeyValue): string {
  return pair.key.keys.map((key) => (key.type === 'TOMLBare' ? key.name : key.value)).join('.');
}

function scalarOf(node: AST.TOMLContentNode): Scalar | undefined {
  if (node.type !== 'TOMLValue') return undefined;
  if (node.kind === 'string' || node.kind === 'boolean') return node.value;
  return node.kind === 'integer' || node.kind === 'float' ? node.value : undefined;
}

export function readMapping(text: string): Read {
  try {
    const tables = tablesOf(text);
    const columns = tables.filter((table) => isColumn(table)).map((table): TextColumn => {
      const values: Record<string, Scalar> = {};
      const others: string[] = [];
      for (const pair of table.body) {
        const value = scalarOf(pair.value);
        if (value === undefined) others.push(nameOf(pair));
        else values[nameOf(pair)] = value;
      }
      return {
        side: table.resolvedKey[0] as Side,
        index: table.resolvedKey[2] as number,
        values,
        others,
        firstLine: table.loc.start.line,
        lastLine: table.loc.end.line,
      };
    });
    const environments = tables
      .filter((table) => table.kind === 'standard' && table.resolvedKey.length === 1 && table.body.some((pair) => nameOf(pair) === 'boards'))
      .map((table) => String(table.resolvedKey[0]));
    return { ok: true, mapping: { columns, environments } };
  } catch (error) {
    const at = error as { lineNumber?: number; message?: string };
    return { ok: false, fault: { line: at.lineNumber ?? 1, message: at.message ?? 'cannot be read' } };
  }
}

/** A value as TOML; quotes of the kind that was there are kept where they can hold it. */
export function written(value: Scalar, before = ''): string {
  if (typeof value !== 'string') return String(value);
  const literalWouldDo = !/['\n\r\t]/.test(value);
  if (literalWouldDo && (before.startsWith("'") || /["\\]/.test(value))) return `'${value}'`;
  return JSON.stringify(value);
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function columnTable(text: string, side: Side, index: number): AST.TOMLTable {
  const table = tablesOf(text).find((candidate) => isColumn(candidate, side, index));
  if (!table) throw new Error(`There is no column ${index + 1} in ${side}`);
  return table;
}

/** Sets one key of a column; undefined takes the key out. */
export function withKey(text: string, side: Side, index: number, key: string, value: Scalar | undefined): string {
  const table = columnTable(text, side, index);
  const pair = table.body.find((candidate) => nameOf(candidate) === key);
  if (pair) {
    if (value === undefined) {
      const start = text.lastIndexOf('\n', pair.range[0] - 1) + 1;
      return text.slice(0, start) + text.slice(Math.min(text.length, lineEnd(text, pair.range[1]) + 1));
    }
    const [from, to] = pair.value.range;
    return text.slice(0, from) + written(value, text.slice(from, to)) + text.slice(to);
  }
  if (value === undefined) return text;
  const last = table.body.at(-1);
  const at = lineEnd(text, last ? last.range[1] : table.key.range[1]);
  const start = text.lastIndexOf('\n', (last ?? table).range[0] - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
  return `${text.slice(0, at)}\n${indent}${key} = ${written(value)}${text.slice(at)}`;
}

/** Where a column's text begins, the comment lines right above it included. */
function startWithComments(text: string, header: number): number {
  let start = text.lastIndexOf('\n', header - 1) + 1;
  while (start > 0) {
    const above = text.lastIndexOf('\n', start - 2) + 1;
    if (!text.slice(above, start).trimStart().startsWith('#')) break;
    start = above;
  }
  return start;
}

export function withoutColumn(text: string, side: Side, index: number): string {
  const table = columnTable(text, side, index);
  const inner = tablesOf(text).filter((candidate) => candidate.resolvedKey.length > 3 && candidate.resolvedKey.slice(0, 3).every((part, at) => part === table.resolvedKey[at]));
  const end = lineEnd(text, Math.max(table.range[1], ...inner.map((one) => one.range[1])));
  const before = text.slice(0, startWithComments(text, table.range[0]));
  const after = text.slice(Math.min(text.length, end + 1));
  return /\n\s*\n$/.test(before) ? before + after.replace(/^(?:[ \t]*\n)+/, '') : before + after;
}

/** Adds a column after the last one of its side, or after the side's own table. */
export function withColumn(text: string, side: Side, values: Record<string, Scalar>): string {
  const tables = tablesOf(text);
  const own = tables.filter((table) => table.resolvedKey[0] === side);
  const last = own.at(-1);
  const block = [`[[${side}.column]]`, ...Object.entries(values).map(([key, value]) => `${key} = ${written(value)}`)].join('\n');
  if (!last) return `${text.replace(/\s*$/, '')}\n\n${block}\n`;
  const at = lineEnd(text, last.range[1]);
  return `${text.slice(0, at)}\n\n${block}${text.slice(at)}`;
}
