import { expect, test } from 'vitest';
import { LOOK_STOP, spanOf } from './looks.words';

test('seconds are said in the unit people use', () => {
  expect(spanOf(0)).toBe('1 s');
  expect(spanOf(89)).toBe('89 s');
  expect(spanOf(1260)).toBe('21 min');
  expect(spanOf(27000)).toBe('7.5 h');
});

test('every way a look ends has a word', () => {
  for (const stop of ['END', 'WATERMARK', 'KNOWN', 'REPEATED_CURSOR', 'PAGES', 'TIME', 'REFUSED', 'NO_ANSWER', 'NOT_SENT', 'ACCOUNT', 'QUOTA']) expect(LOOK_STOP[stop]?.label).toBeTruthy();
});
