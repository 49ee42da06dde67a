import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRoute, createRouter, Outlet, RouterProvider } from '@tanstack/react-router';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { keys } from '@/api/queries';
import { answering, SESSION } from '@/testing/render';
import { theme, variables } from '@/ui/theme';
import RowsTab from './RowsTab';

const ROW = { deltaId: 7, kind: 'orders', sourceKey: 'PO-4711', group: 'GREYSON CLOTHIERS', action: 'UPDATE', state: 'FAILED', attempts: 2, reason: 'No label', changed: [], updatedAt: '2026-11-22T12:00:00Z' };

/** The rows at an address, as the page has them. */
function rowsAt(search: string, row: object = ROW) {
  const asked = answering({
    'GET /session': { body: SESSION },
    'GET /ordersync/s1/groups': { body: { items: [{ group: 'GREYSON CLOTHIERS' }, { group: 'HARBOUR & PINE' }] } },
    'GET /ordersync/s1/rows': { body: { items: [row], next: null } },
    'POST /ordersync/s1/retry': { body: { retried: 3 } },
  });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } } });
  client.setQueryData(keys.session, SESSION);
  const root = createRootRoute({ component: Outlet });
  const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Outlet });
  const sync = createRoute({ getParentRoute: () => shell, path: 'ordersync/$id', component: Outlet });
  const rows = createRoute({ getParentRoute: () => sync, path: 'rows', component: RowsTab });
  const router = createRouter({ routeTree: root.addChildren([shell.addChildren([sync.addChildren([rows])])]), history: createMemoryHistory({ initialEntries: [`/ordersync/s1/rows${search}`] }) });
  render(
    <MantineProvider theme={theme} cssVariablesResolver={variables} env="test">
      <QueryClientProvider client={client}>
        <RouterProvider router={router as never} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { asked, router, retried: () => asked.find((one) => one.call === 'POST /ordersync/s1/retry')?.body };
}

describe('retry', () => {
  it('takes all that the filters let through, and those alone', async () => {
    const { retried } = rowsAt('?state=FAILED&action=UPDATE&group=GREYSON%20CLOTHIERS&q=PO-47');
    await userEvent.click(await screen.findByRole('button', { name: 'Retry all failed' }));
    await waitFor(() => expect(retried()).toEqual({ kind: 'orders', state: 'FAILED', action: 'UPDATE', group: 'GREYSON CLOTHIERS', q: 'PO-47', all: true }));
  });

  it('takes lines where lines are shown', async () => {
    const { retried } = rowsAt('?kind=lines&state=BLOCKED', { ...ROW, kind: 'lines', lineKey: 'M', state: 'BLOCKED' });
    await userEvent.click(await screen.findByRole('button', { name: 'Retry all failed' }));
    await waitFor(() => expect(retried()).toEqual({ kind: 'lines', state: 'BLOCKED', all: true }));
  });

  it('takes the chosen rows whatever the filters are', async () => {
    const { retried } = rowsAt('?q=PO');
    await userEvent.click(await screen.findByRole('checkbox', { name: 'Choose PO-4711' }));
    await userEvent.click(screen.getByRole('button', { name: 'Retry 1 row' }));
    await waitFor(() => expect(retried()).toEqual({ kind: 'orders', rows: [7] }));
  });

  it('is not offered for all where rows of other states are shown', async () => {
    rowsAt('');
    await screen.findByText('PO-4711');
    expect(screen.queryByRole('button', { name: 'Retry all failed' })).toBeNull();
  });

  it('cannot be asked for a row that waits', async () => {
    rowsAt('', { ...ROW, state: 'UNKNOWN' });
    await screen.findByText('PO-4711');
    expect(screen.queryByRole('checkbox')).toBeNull();
  });
});

it('keeps the filters in the address, and takes one away when it is cleared', async () => {
  const { router } = rowsAt('?state=FAILED');
  const words = await screen.findByLabelText('Search the rows');
  await userEvent.type(words, 'PO-47');
  await waitFor(() => expect(router.state.location.search).toMatchObject({ state: 'FAILED', q: 'PO-47' }));
  await userEvent.clear(words);
  await waitFor(() => expect((router.state.location.search as { q?: string }).q).toBeUndefined());
  expect(router.state.location.search).toMatchObject({ state: 'FAILED' });
});
