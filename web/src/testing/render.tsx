import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRoute, createRouter, Outlet, RouterProvider } from '@tanstack/react-router';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { vi } from 'vitest';
import { theme, variables } from '@/ui/theme';

/** Shows something within all it needs of the program: look, server state, addresses. */
export function show(content: ReactNode) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } } });
  const root = createRootRoute({ component: Outlet });
  const only = createRoute({ getParentRoute: () => root, path: '/', component: () => content });
  const any = createRoute({ getParentRoute: () => root, path: '$', component: () => null });
  const router = createRouter({ routeTree: root.addChildren([only, any]), history: createMemoryHistory() });
  const screen = render(
    <MantineProvider theme={theme} cssVariablesResolver={variables} env="test">
      <QueryClientProvider client={client}>
        <RouterProvider router={router as never} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { ...screen, client };
}

export interface Answer {
  status?: number;
  body?: unknown;
}

/** Answers calls by "METHOD /path" and keeps what was asked. */
export function answering(answers: Record<string, Answer | ((body: unknown) => Answer)>) {
  const asked: { call: string; headers: Record<string, string>; body: unknown }[] = [];
  vi.stubGlobal('fetch', (address: string, init: RequestInit = {}) => {
    const path = address.replace('/api/v1', '').split('?')[0] ?? '';
    const call = `${init.method ?? 'GET'} ${path}`;
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    asked.push({ call, headers: (init.headers ?? {}) as Record<string, string>, body });
    const found = answers[call] ?? { status: 404, body: { code: 'kernel.not-found', title: 'Not found', detail: call } };
    const answer = typeof found === 'function' ? found(body) : found;
    return Promise.resolve(new Response(answer.body === undefined ? null : JSON.stringify(answer.body), { status: answer.status ?? 200 }));
  });
  return asked;
}

export const SESSION = {
  user: { id: 'u1', email: 'mara@lakeside.example', name: 'Mara Lindqvist', role: 'OWNER' },
  tenant: { id: 't1', slug: 'lakeside', name: 'Lakeside' },
  permissions: ['runs:read', 'runs:write', 'ordersync:read', 'ordersync:write', 'ordersync:run', 'access:read'],
};

export const RUN = {
  id: 'r1',
  kind: 'ordersync.sync',
  title: 'Sync of greyson (dev)',
  subject: 's1',
  state: 'RUNNING',
  done: 412,
  failed: 0,
  total: 1024,
  message: 'Harbour & Pine: lines',
  queuedAt: '2026-11-22T12:00:00Z',
  startedAt: '2026-11-22T12:00:00Z',
  steps: [],
  ratePerMinute: 88,
  etaSeconds: 417,
};
