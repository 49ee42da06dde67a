import { describe, expect, it } from 'vitest';
import { bytes, compact, count, number, secondsBetween, share, span, told, utc, when } from './format';

describe('spans of time', () => {
  it('are written in the two units that matter', () => {
    expect([0, 45, 60, 200, 1500, 7500, 86_400, 97_200].map((seconds) => span(seconds))).toEqual(['0 s', '45 s', '1 min', '3 min 20 s', '25 min', '2 h 5 min', '1 d', '1 d 3 h']);
  });

  it('are a dash when nobody knows', () => {
    expect(span(undefined)).toBe('–');
    expect(span(Number.POSITIVE_INFINITY)).toBe('–');
  });

  it('run from the start to the end, or to now while there is none', () => {
    expect(secondsBetween('2026-11-22T12:00:00Z', '2026-11-22T12:01:30Z')).toBe(90);
    expect(secondsBetween('2026-11-22T12:00:00Z', null, Date.parse('2026-11-22T12:00:10Z'))).toBe(10);
    expect(secondsBetween(null)).toBeUndefined();
  });
});

describe('moments', () => {
  const now = Date.parse('2026-11-22T12:00:00Z');

  it('say how long ago while that is short', () => {
    expect(when('2026-11-22T11:59:57Z', now)).toBe('just now');
    expect(when('2026-11-22T11:56:00Z', now)).toMatch(/4 minutes ago/);
  });

  it('are shown in UTC to the second on demand', () => {
    expect(utc('2026-11-22T14:03:07.123Z')).toBe('2026-11-22 14:03:07 UTC');
    expect(utc('yesterday')).toBe('yesterday');
  });
});

describe('numbers', () => {
  it('keep small ones exact and shorten large ones', () => {
    expect(compact(9999)).toBe(number(9999));
    expect(compact(2_140_000)).toMatch(/^2[.,]1\D/);
  });

  it('never call something done that is not', () => {
    expect(share(999, 1000)).toMatch(/^99/);
    expect(share(1000, 1000)).toMatch(/^100/);
    expect(share(0, 0)).toBe('–');
  });

  it('count in words', () => {
    expect([count(1, 'row'), count(3, 'row'), count(2, 'entry', 'entries')]).toEqual(['1 row', '3 rows', '2 entries']);
  });

  it('say sizes of files', () => {
    expect([bytes(512), bytes(2048), bytes(5 * 1024 ** 3)]).toEqual(['512 B', '2 kB', '5 GB']);
  });
});

it('groups counts in sentences of the server and drops fractions of seconds, and leaves names alone', () => {
  expect(told('12345 items compared')).toBe(`${number(12_345)} items compared`);
  for (const named of ['PO-12345 items and order 4711', 'Order 4711 changed', 'Line 4711 of order 5000', 'order 4711 lines']) expect(told(named)).toBe(named);
  expect(told('until 2026-11-26T07:00:12.123456Z')).toBe('until 2026-11-26T07:00:12Z');
});
