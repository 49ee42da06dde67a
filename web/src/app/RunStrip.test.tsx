import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { keys } from '@/api/queries';
import { answering, RUN, SESSION, show } from '@/testing/render';
import { RunStrip } from './RunStrip';

afterEach(() => vi.unstubAllGlobals());

it('shows the running work with its figures, and tells that it asks every few seconds', async () => {
  answering({ 'GET /session': { body: SESSION }, 'GET /runs': { body: { items: [RUN] } } });
  show(<RunStrip />);
  expect(await screen.findByRole('link', { name: 'Sync of greyson (dev)' })).toHaveProperty('pathname', '/runs/r1');
  expect(screen.getByText(/412 of 1,024 · 88 a minute · about 6 min 57 s left/)).toBeTruthy();
  expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('40');
  expect(screen.getByText('every 5 s')).toBeTruthy();
});

it('says what work waits for and for how long', async () => {
  const waits = { ...RUN, waitsFor: 'the complexity budget of monday.com', waitsUntil: new Date(Date.now() + 42_400).toISOString() };
  answering({ 'GET /session': { body: SESSION }, 'GET /runs': { body: { items: [waits] } } });
  show(<RunStrip />);
  expect(await screen.findByText(/Waits for the complexity budget of monday.com, goes on in 4[12] s/)).toBeTruthy();
});

it('folds further runs away until they are asked for', async () => {
  answering({ 'GET /session': { body: SESSION }, 'GET /runs': { body: { items: [RUN, { ...RUN, id: 'r2', title: 'Import of a.csv' }] } } });
  show(<RunStrip />);
  const more = await screen.findByRole('button', { name: '1 more' });
  expect(screen.queryByText('Import of a.csv')).toBeNull();
  await userEvent.click(more);
  expect(screen.getByText('Import of a.csv')).toBeTruthy();
});

it('keeps a run for a moment after it has ended', async () => {
  let items: unknown[] = [RUN];
  answering({ 'GET /session': { body: SESSION }, 'GET /runs': () => ({ body: { items } }), 'GET /runs/r1': { body: { ...RUN, state: 'SUCCEEDED', done: 1024 } } });
  const { client } = show(<RunStrip />);
  await screen.findByText('Running');
  items = [];
  await client.invalidateQueries({ queryKey: [...keys.runs, 'active'] });
  await waitFor(() => expect(screen.getByText('Done')).toBeTruthy());
});

it('is not there for somebody who may not see runs', async () => {
  const asked = answering({ 'GET /session': { body: { ...SESSION, permissions: [] } }, 'GET /runs': { body: { items: [RUN] } } });
  show(<RunStrip />);
  await waitFor(() => expect(asked).toHaveLength(1));
  expect(screen.queryByRole('region', { name: 'Running now' })).toBeNull();
});
