import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRoute, createRouter, Outlet, RouterProvider } from '@tanstack/react-router';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { keys } from '@/api/queries';
import { answering, SESSION } from '@/testing/render';
import { theme, variables } from '@/ui/theme';
import ImportTab from './ImportTab';

it('tells that a file is too large, with name, size and limit, and does not send it', async () => {
  answering({ 'GET /ordersync/s1/loads': { body: { items: [], largestFile: 4 } }, 'GET /ordersync/s1/config': { body: { config: '', version: 1, environments: [] } } });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } } });
  client.setQueryData(keys.session, SESSION);
  const root = createRootRoute({ component: Outlet });
  const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Outlet });
  const sync = createRoute({ getParentRoute: () => shell, path: 'ordersync/$id', component: Outlet });
  const tab = createRoute({ getParentRoute: () => sync, path: 'import', component: ImportTab });
  const router = createRouter({ routeTree: root.addChildren([shell.addChildren([sync.addChildren([tab])])]), history: createMemoryHistory({ initialEntries: ['/ordersync/s1/import'] }) });
  render(
    <MantineProvider theme={theme} cssVariablesResolver={variables} env="test">
      <QueryClientProvider client={client}>
        <RouterProvider router={router as never} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  await screen.findByText('Nothing has been imported yet');
  await userEvent.upload(screen.getByLabelText('Order list'), new File(['Order,S\n1,2\n'], 'orders.csv', { type: 'text/csv' }));
  expect(await screen.findByText(/orders\.csv has 12 B; at most 4 B are taken\. Nothing was sent/)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Import orders.csv' }).hasAttribute('disabled')).toBe(true);
});
