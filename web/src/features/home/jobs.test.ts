import { expect, it } from 'vitest';
import { begun, jobsOf, type Known, stepsOf } from './jobs';

const NOTHING: Known = { connections: [], syncs: [], pulls: 0, mappings: 0, people: false, flows: [], sequences: [], senders: [] };
const SALESFORCE = { vendor: 'salesforce', name: 'prod', healthy: true };

it('ticks a connection of the right vendor only', () => {
  const of = { ...NOTHING, connections: [SALESFORCE] };
  expect(stepsOf('orders', of)[0]).toMatchObject({ done: false, go: 'Connect' });
  expect(stepsOf('crm', of)[0]).toMatchObject({ done: true, text: 'prod is connected and answers.' });
});

it('does not tick a connection that does not work, and says why', () => {
  const of = { ...NOTHING, connections: [{ ...SALESFORCE, healthy: false, healthMessage: 'The key expired.' }] };
  expect(stepsOf('crm', of)[0]).toMatchObject({ done: false, text: 'prod is there, but does not work: The key expired.' });
  expect(stepsOf('crm', { ...of, connections: [...of.connections, { ...SALESFORCE, name: 'second' }] })[0]).toMatchObject({ done: true });
});

it('knows the jobs of an organisation by what it connected and by what it set up', () => {
  expect(jobsOf(NOTHING)).toEqual([]);
  expect(jobsOf({ ...NOTHING, connections: [SALESFORCE, { vendor: 'unipile', name: 'u' }] })).toEqual(['crm', 'outreach']);
  expect(jobsOf({ ...NOTHING, people: true })).toEqual(['crm']);
  expect(begun('crm', { ...NOTHING, connections: [SALESFORCE] })).toBe(false);
});

it('ticks the steps of outreach as they are done, and needs no service for mailboxes of one’s own', () => {
  const of: Known = { ...NOTHING, senders: [{ id: 'a' }], sequences: [{ id: 'q', state: 'DRAFT', counts: { PENDING_INVITE: 12 } }] };
  expect(stepsOf('outreach', of).map((step) => step.done)).toEqual([true, true, true, true, false]);
  expect(stepsOf('outreach', of)[3]?.text).toBe('12 leads are in.');
});

it('leads on only where an earlier step made the place', () => {
  expect(stepsOf('orders', NOTHING)[2]?.to).toBeUndefined();
  const sync = { id: 's', name: 'n', environment: 'dev', title: 'Orders', boards: [], counts: {}, orders: 0, lines: 0 };
  expect(stepsOf('orders', { ...NOTHING, syncs: [sync] })[2]?.to).toBe('/ordersync/s/import');
});
