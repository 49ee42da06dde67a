import { Button } from '@mantine/core';
import type { Connection } from '@/api/contract';
import { IconPlugConnected } from '@/ui/icons';
import { say, sayProblem } from '@/ui/toast';
import { ApiProblem } from '@/api/problem';
import { useTestConnection } from './connections.api';

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
