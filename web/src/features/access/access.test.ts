import { describe, expect, it } from 'vitest';
import { passwordFault } from './passwords';
import { safeReturn } from './safeReturn';

describe('the way back after signing in', () => {
  it('leads where one was', () => {
    expect(safeReturn('/ordersync/1/rows?state=FAILED')).toBe('/ordersync/1/rows?state=FAILED');
  });

  it('never leads elsewhere', () => {
    for (const next of ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '/sign-in?next=/', undefined]) expect(safeReturn(next)).toBe('/');
  });
});

it('asks for a longer password by how much is missing', () => {
  expect(passwordFault('short')).toBe('At least 12 characters, 7 more');
  expect(passwordFault('aaaaaaaaaaaaaa')).toContain('easy to guess');
  expect(passwordFault('four quiet geese')).toBeUndefined();
});
