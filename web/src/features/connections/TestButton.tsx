import { Button } from '@mantine/core';
import type { Connection } from '@/api/contract';
import { IconPlugConnected } from '@/ui/icons';
import { say, sayProblem } from '@/ui/toast';
import { ApiProblem } from '@/api/problem';
import { useSignIn, useTestConnection } from './connections.api';

export function TestButton({ connection, size = 'compact-sm' }: { connection: Connection; size?: string }) {
  const test = useTestConnection();
  return (
    <Button
      size={size}
      variant="default"
      aria-label={`Test ${connection.name}`}
      leftSection={<IconPlugConnected size={15} />}
      loading={test.isPending}
      onClick={() =>
        test.mutate(connection.id, {
          onSuccess: (result) => {
            if (result.healthy) say(result.message ?? 'It answers.', `${connection.name} works`);
            else sayProblem(new ApiProblem({ status: 502, code: 'connections.unhealthy', title: `${connection.name} does not work`, detail: result.message ?? 'It gave no reason.' }));
          },
          onError: sayProblem,
        })
      }
    >
      Test
    </Button>
  );
}

/** Leads to the vendor's own sign-in page, where a person approves; the vendor leads back here. */
export function SignInButton({ connection }: { connection: Connection }) {
  const signIn = useSignIn();
  return (
    <Button size="sm" variant="default" loading={signIn.isPending} onClick={() => signIn.mutate(connection.id, { onSuccess: ({ url }) => window.location.assign(url), onError: sayProblem })}>
      Sign in there
    </Button>
  );
}
