import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { onSignedOut } from '@/api/client';
import { LiveChanges } from '@/api/live';
import { asProblem } from '@/api/problem';
import { keys } from '@/api/queries';
import { theme, variables } from '@/ui/theme';
import { LiveContext } from './live';
import classes from './Program.module.css';
import { makeRouter } from './router';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 4000,
      networkMode: 'always',
      retry: (failures, error) => failures < 2 && asProblem(error).passing && asProblem(error).status !== 429,
    },
    mutations: { networkMode: 'always', retry: false },
  },
});

const live = new LiveChanges(client);
const router = makeRouter(client);

onSignedOut(() => {
  live.stop();
  client.removeQueries({ queryKey: keys.session });
  const { pathname, href } = router.state.location;
  if (pathname !== '/sign-in') void router.navigate({ to: '/sign-in', search: { next: href } });
});

export function Program() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <LiveContext value={live}>
          <Notifications position="bottom-right" limit={3} containerWidth={380} pauseResetOnHover="notification" className={classes.toasts ?? ''} />
          <RouterProvider router={router} />
        </LiveContext>
      </QueryClientProvider>
    </MantineProvider>
  );
}
