import type { Scalar } from './mappingText';

/** What a column of a mapping can be, in the words of the file and of people. */

export const TYPES = [
  'text',
  'long_text',
  'numbers',
  'status',
  'dropdown',
  'date',
  'timeline',
  'people',
  'email',
  'link',
  'phone',
  'checkbox',
  'rating',
  'hour',
  'week',
  'country',
  'location',
  'tags',
  'connect_boards',
];

export const OWNERS = [
  { value: 'source', label: 'The order list', means: 'What people change on the board is written over.' },
  { value: 'board', label: 'The board', means: 'Written when the item is made, never after.' },
  { value: 'last_writer', label: 'Whoever was last', means: 'A change on the board stays until the list changes the value.' },
];

export const TOO_LONG = [
  { value: 'fail', label: 'The row fails' },
  { value: 'cut', label: 'Cut it' },
];

/** The three ways to say where a value comes from; one of them per column. */
export const ORIGINS = [
  { value: 'from', label: 'Source column' },
  { value: 'template', label: 'Template' },
  { value: 'value', label: 'Fixed value' },
] as const;

export type Origin = (typeof ORIGINS)[number]['value'];

export function originOf(values: Record<string, Scalar>): Origin {
  return ORIGINS.find((origin) => origin.value in values)?.value ?? 'from';
}

export function originText(values: Record<string, Scalar>): string {
  const origin = originOf(values);
  return values[origin] === undefined ? (values.transform === undefined ? '' : 'computed') : String(values[origin]);
}
