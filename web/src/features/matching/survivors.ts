import type { Customer, Pair, Survivor } from './matching.api';

/** The fields of a person that hold one value each, as people call them. */
export const FIELDS: Record<string, string> = {
  salutation: 'Salutation',
  givenName: 'Given name',
  middleName: 'Middle name',
  familyName: 'Family name',
  suffix: 'Suffix',
  fullName: 'Full name',
  title: 'Job title',
  department: 'Department',
  birthDate: 'Date of birth',
  language: 'Language',
  owner: 'Owner',
  source: 'Source',
  doNotContact: 'Do not contact',
  lastActivityAt: 'Last activity',
};

export const RULES: Record<Survivor, string> = { KEPT: 'That of the customer who is kept', NEWEST: 'That of the one changed last', LONGEST: 'The longer one' };

export type Side = 'kept' | 'other';

export interface Contested {
  field: string;
  label: string;
  kept: unknown;
  other: unknown;
  /** What happens unless somebody chooses. */
  standard: Side;
}

function lacks(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}

function byRule(rule: Survivor | undefined, field: string, kept: Customer, other: Customer): Side {
  const [ours, theirs] = [kept.fields[field], other.fields[field]];
  if (rule === 'NEWEST' && Date.parse(other.changedAt) > Date.parse(kept.changedAt)) return 'other';
  if (rule === 'LONGEST' && String(theirs).length > String(ours).length) return 'other';
  if (field === 'lastActivityAt' && Date.parse(String(theirs)) > Date.parse(String(ours))) return 'other';
  return 'kept';
}

/** The fields on which both say something else; what only one of them knows stays by itself. */
export function contested({ kept, other }: Pair, rules: Record<string, Survivor>): Contested[] {
  return Object.entries(FIELDS).flatMap(([field, label]): Contested[] => {
    const [ours, theirs] = [kept.fields[field], other.fields[field]];
    if (lacks(ours) || lacks(theirs) || JSON.stringify(ours) === JSON.stringify(theirs)) return [];
    return [{ field, label, kept: ours, other: theirs, standard: byRule(rules[field], field, kept, other) }];
  });
}

/** What stands chosen before anybody chose: the rules, but a wish not to be contacted never goes lost by default. */
export function chosenAtFirst(of: Contested): Side {
  if (of.field !== 'doNotContact') return of.standard;
  return of.other === true ? 'other' : 'kept';
}

/** Only what is to be otherwise than the rules say; nothing where that is nothing. */
export function otherwise(fields: Contested[], choices: Partial<Record<string, Side>>): Record<string, unknown> | undefined {
  const values: Record<string, unknown> = {};
  for (const of of fields) {
    const side = choices[of.field] ?? chosenAtFirst(of);
    if (side !== of.standard) values[of.field] = of[side];
  }
  return Object.keys(values).length > 0 ? values : undefined;
}
