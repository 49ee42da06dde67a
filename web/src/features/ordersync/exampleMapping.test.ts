import { expect, it } from 'vitest';
import { exampleMapping } from './exampleMapping';
import { readMapping } from './mappingText';

it('uses the connection that was made before, whatever its name', () => {
  expect(exampleMapping('Board "A"')).toContain('token = "connection:Board \\"A\\""');
  expect(readMapping(exampleMapping('Board "A"')).ok).toBe(true);
});

it('names a variable where there is no connection', () => {
  expect(exampleMapping()).toContain('token = "env:MONDAY_TOKEN"');
});
