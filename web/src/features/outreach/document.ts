import type { Maybe } from '@/api/contract';

/** A sequence as it is written; the server has the same shape (outreach/sequences). */
export interface SequenceDocument {
  format?: number;
  name: string;
  about: string;
  fields: string[];
  settings: SequenceSettings;
  steps: Step[];
}

export interface SequenceSettings {
  window: {
    days: string[];
    /** As 09:00, on the clock that {@code zone} names; `until` is exclusive. */
    from: string;
    until: string;
    zone: 'lead' | 'sender';
    leadHolidays: boolean;
    senderHolidays: boolean;
    daysOff: string[];
  };
  approve: boolean;
  stop: 'person' | 'company' | 'nobody';
  senders: string[];
  mailSenders: string[];
  quietDays: number;
  /** At work at once, over all sequences; 0: as many as there are. */
  perCompany: number;
  purpose: string;
  openTracking: boolean;
  linkTracking: boolean;
}

export interface Variant {
  name: string;
  weight: number;
  subject?: string;
  text: string;
}

export type StepType = 'invite' | 'message' | 'inmail' | 'email' | 'visit' | 'withdraw' | 'wait' | 'condition' | 'task' | 'flow' | 'end';

export interface Step {
  id: string;
  type: StepType;
  variants?: Variant[];
  bareWhereFree?: boolean;
  sameThread?: boolean;
  /** Of an InMail: the product of LinkedIn it goes through. */
  through?: 'any' | 'classic' | 'sales_navigator' | 'recruiter';
  amount?: number;
  unit?: 'hours' | 'days' | 'working_days';
  jitter?: number;
  question?: string;
  expression?: string;
  days?: number;
  yes?: Maybe<string>;
  no?: Maybe<string>;
  unknown?: Maybe<string>;
  text?: string;
  assignee?: string;
  waits?: boolean;
  flow?: string;
  next?: Maybe<string>;
}

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

export const EMPTY_SEQUENCE: Omit<SequenceDocument, 'name'> = {
  format: 1,
  about: '',
  fields: [],
  settings: {
    window: { days: WEEKDAYS.slice(0, 5), from: '09:00', until: '17:00', zone: 'lead', leadHolidays: true, senderHolidays: true, daysOff: [] },
    approve: false,
    stop: 'company',
    senders: [],
    mailSenders: [],
    quietDays: 30,
    perCompany: 0,
    purpose: 'outreach',
    openTracking: false,
    linkTracking: false,
  },
  steps: [],
};

/** What a new sequence begins with: something that works, to be changed. */
export function beginning(name: string): SequenceDocument {
  return {
    ...EMPTY_SEQUENCE,
    name,
    steps: [
      { id: 'invite', type: 'invite', variants: [{ name: '', weight: 100, text: 'Hi {{ first_name | default: "there" }}, I would be glad to connect.' }], bareWhereFree: true, next: 'accepted' },
      { id: 'accepted', type: 'condition', question: 'connected', expression: '', days: 14, yes: 'hello', no: 'done', unknown: 'done' },
      { id: 'hello', type: 'message', variants: [{ name: '', weight: 100, text: 'Thank you for connecting, {{ first_name | default: "and hello" }}!' }], next: 'done' },
      { id: 'done', type: 'end' },
    ],
  };
}

const FRESH: Record<StepType, Omit<Step, 'id'>> = {
  invite: { type: 'invite', variants: [{ name: '', weight: 100, text: '' }], bareWhereFree: true, next: null },
  message: { type: 'message', variants: [{ name: '', weight: 100, text: '' }], next: null },
  inmail: { type: 'inmail', variants: [{ name: '', weight: 100, subject: '', text: '' }], through: 'any', next: null },
  email: { type: 'email', variants: [{ name: '', weight: 100, subject: '', text: '' }], sameThread: false, next: null },
  visit: { type: 'visit', next: null },
  withdraw: { type: 'withdraw', next: null },
  wait: { type: 'wait', amount: 3, unit: 'working_days', jitter: 20, next: null },
  condition: { type: 'condition', question: 'connected', expression: '', days: 14, yes: null, no: null, unknown: null },
  task: { type: 'task', text: '', assignee: '', waits: true, next: null },
  flow: { type: 'flow', flow: '', next: null },
  end: { type: 'end' },
};

export function freshId(steps: Step[], type: StepType): string {
  const taken = new Set(steps.map((step) => step.id));
  if (!taken.has(type)) return type;
  let number = 2;
  while (taken.has(`${type}-${number}`)) number += 1;
  return `${type}-${number}`;
}

/** The ways out of a step, by name, in the order they are shown. */
export function waysOf(step: Step): { name: 'next' | 'yes' | 'no' | 'unknown'; to: string | null }[] {
  if (step.type === 'end') return [];
  if (step.type === 'condition') {
    return [
      { name: 'yes', to: step.yes ?? null },
      { name: 'no', to: step.no ?? null },
      { name: 'unknown', to: step.unknown ?? null },
    ];
  }
  return [{ name: 'next', to: step.next ?? null }];
}

/** A step put after another one: what led on from there leads on from it. At the end where there is none. */
export function withStep(document: SequenceDocument, type: StepType, after: string | undefined): { document: SequenceDocument; id: string } {
  const id = freshId(document.steps, type);
  const at = after === undefined ? document.steps.length - 1 : document.steps.findIndex((step) => step.id === after);
  const before = document.steps[at];
  const made: Step = { id, ...structuredClone(FRESH[type]) };
  const steps = [...document.steps];
  if (before && before.type !== 'end') {
    const on = before.type === 'condition' ? (before.yes ?? null) : (before.next ?? null);
    if (made.type === 'condition') Object.assign(made, { yes: on, no: on, unknown: on });
    else if (made.type !== 'end') made.next = on;
    steps[at] = before.type === 'condition' ? { ...before, yes: id } : { ...before, next: id };
  } else if (before?.type === 'end' && after === undefined) {
    // ahead of an end that stands last: who went to the end comes by here first
    const moved = steps.map((step) => redirected(step, before.id, id));
    if (made.type === 'condition') Object.assign(made, { yes: before.id, no: before.id, unknown: before.id });
    else if (made.type !== 'end') made.next = before.id;
    moved.splice(at, 0, made);
    return { document: { ...document, steps: moved }, id };
  }
  steps.splice(at + 1, 0, made);
  return { document: { ...document, steps }, id };
}

function redirected(step: Step, from: string, to: string | null): Step {
  const changed = { ...step };
  for (const name of ['next', 'yes', 'no', 'unknown'] as const) if (changed[name] === from) changed[name] = to;
  return changed;
}

/** Takes a step out; who would have come to it goes where it led. */
export function withoutStep(document: SequenceDocument, id: string): SequenceDocument {
  const gone = document.steps.find((step) => step.id === id);
  if (!gone) return document;
  const on = waysOf(gone)[0]?.to ?? null;
  return { ...document, steps: document.steps.filter((step) => step.id !== id).map((step) => redirected(step, id, on === id ? null : on)) };
}

export function changedStep(document: SequenceDocument, id: string, values: Partial<Step>): SequenceDocument {
  return { ...document, steps: document.steps.map((step) => (step.id === id ? { ...step, ...values } : step)) };
}

/** Gives a step another id, and all ways to it. */
export function renamedStep(document: SequenceDocument, from: string, to: string): SequenceDocument {
  return { ...document, steps: document.steps.map((step) => redirected(step.id === from ? { ...step, id: to } : step, from, to)) };
}

export function movedStep(document: SequenceDocument, id: string, by: -1 | 1): SequenceDocument {
  const at = document.steps.findIndex((step) => step.id === id);
  const to = at + by;
  if (at < 0 || to < 0 || to >= document.steps.length) return document;
  const steps = [...document.steps];
  const [step] = steps.splice(at, 1);
  if (step) steps.splice(to, 0, step);
  return { ...document, steps };
}
