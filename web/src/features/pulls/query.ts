import { orderOf } from './ways';
import type { Condition, CrmField, Finding, Group, Query, Rule } from './pulls.api';

/** Changes to a query, each giving a new one. */

/** A rule that the program takes and this page has no form for, such as one that must not hold. */
export const isOther = (rule: Rule): boolean => !isGroup(rule) && typeof (rule as { field?: unknown }).field !== 'string';

/** A query whose conditions are a group: one condition alone, or a rule of another kind, becomes a group of it. */
export function normal(query: Query): Query {
  const where = query.where as Rule | undefined;
  return where && !isGroup(where) ? { ...query, where: { all: [where] } } : query;
}

export const isGroup = (rule: Rule): rule is Group => 'all' in rule || 'any' in rule;
export const rulesOf = (group: Group): Rule[] => group.all ?? group.any ?? [];
export const kindOf = (group: Group): 'all' | 'any' => (group.any ? 'any' : 'all');
export const groupOf = (kind: 'all' | 'any', rules: Rule[]): Group => (kind === 'all' ? { all: rules } : { any: rules });

export function withRule(group: Group, at: number, rule: Rule | undefined): Group {
  const rules = rulesOf(group);
  const next = rule === undefined ? rules.filter((_, place) => place !== at) : rules.map((before, place) => (place === at ? rule : before));
  return groupOf(kindOf(group), next);
}

/** Whether a condition is complete enough to be sent. */
export function complete(rule: Rule, takes: (op: string) => string): boolean {
  if (isOther(rule)) return true;
  if (isGroup(rule)) return rulesOf(rule).length > 0 && rulesOf(rule).every((one) => complete(one, takes));
  if (!rule.field || !rule.op) return false;
  switch (takes(rule.op)) {
    case 'NONE':
      return true;
    case 'SOME':
      return Array.isArray(rule.value) && rule.value.length > 0;
    case 'TWO':
      return Array.isArray(rule.value) && rule.value.length === 2 && rule.value.every((one) => one !== '' && one !== null && one !== undefined);
    default:
      return rule.value !== undefined && rule.value !== '';
  }
}

/** Conditions that are not filled in yet are left out, so that the rest can be looked at already. */
export function ready(query: Query, takes: (op: string) => string): Query {
  const prune = (group: Group): Group =>
    groupOf(
      kindOf(group),
      rulesOf(group)
        .map((rule) => (isGroup(rule) ? prune(rule) : rule))
        .filter((rule) => complete(rule, takes)),
    );
  const where = query.where ? prune(query.where) : undefined;
  const { where: conditions, order, ...others } = query;
  const sorted = orderOf(order).filter((one) => one.field);
  const rest: Query = { ...others, ...(sorted.length > 0 ? { order: sorted } : {}) };
  return conditions && where && rulesOf(where).length > 0 ? { ...rest, where } : rest;
}

/** What is said about a place of the query or anything below it. */
export function findingsAt(problems: Finding[], place: string): Finding[] {
  return problems.filter((one) => one.place === place || one.place.startsWith(`${place}/`));
}

export function firstCondition(field: CrmField): Condition {
  const op = field.ops[0] ?? 'equals';
  return field.type === 'FLAG' ? { field: field.name, op, value: true } : { field: field.name, op };
}

/** Words for the relative times of the server, such as N_DAYS_AGO. */
export function relativeWord(word: string, n: number | undefined): string {
  const plain = word.toLowerCase().replaceAll('_', ' ');
  return plain.startsWith('n ') ? plain.replace(/^n /, `${n ?? 'n'} `) : plain;
}

/** Options below the names of their groups. An option with a group of its own would be taken for a group by the list. */
export function grouped(options: { value: string; label: string; group: string }[]): { group: string; items: { value: string; label: string }[] }[] {
  return [...new Set(options.map((one) => one.group))].map((group) => ({ group, items: options.filter((one) => one.group === group).map(({ value, label }) => ({ value, label })) }));
}
