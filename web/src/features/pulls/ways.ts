import type { CrmField, Parent, Query } from './pulls.api';

/** Ways through parents, such as Account.Owner.Name. */

/** As many parents in a row as the CRM goes through. */
export const LEVELS = 5;

export const pathTo = (way: string, name: string): string => (way ? `${way}.${name}` : name);
/** What a path goes through; empty for the object's own fields. */
export const wayOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('.')));
export const lastOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1);
export const parentsOf = (fields: CrmField[]): CrmField[] => fields.filter((field) => field.relationship && field.referenceTo.length > 0);

export function fieldsLike(fields: CrmField[], search: string): CrmField[] {
  const wanted = search.trim().toLowerCase();
  return wanted ? fields.filter((field) => [field.name, field.label, field.relationship ?? ''].some((word) => word.toLowerCase().includes(wanted))) : fields;
}

/** What people read instead of a path: the parents, then the attribute. */
export function pathLabel(parent: Parent | undefined, path: string): string {
  const field = parent?.fields.find((one) => one.name === lastOf(path));
  return parent && field ? `${parent.steps.map((step) => step.label).join(' › ')}: ${field.label}` : path;
}

export interface Sorted {
  field: string;
  direction: 'asc' | 'desc';
}

/** What a query is sorted by, in whatever of its forms it was written. */
export function orderOf(order: Query['order']): Sorted[] {
  const list: unknown[] = order === undefined || order === null ? [] : Array.isArray(order) ? order : [order];
  return list.map((one) => {
    const { field, direction } = typeof one === 'string' ? { field: one, direction: 'asc' } : (one as { field?: unknown; direction?: unknown });
    return { field: String(field ?? ''), direction: String(direction ?? 'asc').toLowerCase() === 'desc' ? 'desc' : 'asc' };
  });
}

/** A query sorted otherwise; what is not filled in goes too, so that it can be. */
export function withOrder(query: Query, order: Sorted[]): Query {
  const { order: before, ...rest } = query;
  return order.length > 0 || before === undefined ? { ...rest, ...(order.length > 0 ? { order } : {}) } : rest;
}

export function withLimit(query: Query, limit: number | undefined): Query {
  const rest: Query = { ...query };
  delete rest.limit;
  return limit === undefined ? rest : { ...rest, limit };
}

/** Neither an order nor a number of records: what a pull of what changed needs. */
export const unlimited = (query: Query): Query => withLimit(withOrder(query, []), undefined);
export const isLimited = (query: Query): boolean => orderOf(query.order).length > 0 || (query.limit !== undefined && query.limit !== null);

/** Whether a query brings fields of parents: those change without the record. */
export const hasParents = (query: Query): boolean => query.fields.some((name) => name.includes('.'));
