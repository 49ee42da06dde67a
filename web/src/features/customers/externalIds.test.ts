import { expect, it } from 'vitest';
import type { ExternalId } from './customers.api';
import { connection, lost, service } from './externalIds';

const id = (system: string, record: string, gone?: ExternalId['gone']): ExternalId => ({ system, object: 'Contact', id: record, gone });

it('names services and connections', () => {
  expect(['salesforce:production', 'import'].map(service)).toEqual(['Salesforce', 'import']);
  expect(['salesforce:production', 'salesforce:a:b', 'import'].map(connection)).toEqual(['production', 'a:b', 'import']);
});

it('tells of a system only where nothing of it is left', () => {
  const gone = { at: '2026-11-20T10:00:00Z' };
  expect(lost([id('salesforce:a', '1', gone), id('salesforce:a', '2')])).toEqual([]);
  expect(lost([id('salesforce:a', '1', gone), id('salesforce:b', '2')]).map((one) => one.id)).toEqual(['1']);
  expect(lost([])).toEqual([]);
});
