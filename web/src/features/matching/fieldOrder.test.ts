import { expect, it } from 'vitest';
import { inOrder } from './fieldOrder';

it('puts names first, then how somebody is reached, and what it does not know last, in its order', () => {
  const rows = ['city', 'full name', 'email', 'shoe size', 'given name', 'phone', 'badge', 'state'].map((field) => ({ field }));
  expect(inOrder(rows).map((row) => row.field)).toEqual(['full name', 'given name', 'email', 'phone', 'city', 'state', 'shoe size', 'badge']);
});
