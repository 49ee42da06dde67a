import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { post } from '@/api/client';
import type { Run } from '@/api/contract';
import { keys } from '@/api/queries';
import { ended, mayPause, mayResume, mayRetry } from '@/lib/runs';
import { useMay } from '@/ui/access';
import { useConfirm } from '@/ui/Confirm';
import { IconPlayerPause, IconPlayerPlay, IconRefresh, IconX } from '@/ui/icons';
import { say, sayProblem } from '@/ui/toast';

type Verb = 'pause' | 'resume' | 'cancel' | 'retry';
const SAID: Record<Verb, string> = { pause: 'It pauses after what is being sent now.', resume: 'It goes on.', cancel: 'It stops after what is being sent now.', retry: 'It is tried again.' };

export function RunActions({ run }: { run: Run }) {
  const may = useMay()('runs:write');
  const client = useQueryClient();
  const navigate = useNavigate();
  const { ask, dialog } = useConfirm();
  const act = useMutation({
    mutationFn: (verb: Verb) => post<Run | undefined>(`/runs/${run.id}/${verb}`),
    onSuccess: (after, verb) => {
      say(SAID[verb]);
      if (verb === 'retry' && after && after.id !== run.id) void navigate({ to: '/runs/$id', params: { id: after.id } });
      return client.invalidateQueries({ queryKey: keys.runs });
    },
    onError: sayProblem,
  });
  if (!may) return null;
  const busy = (verb: Verb) => act.isPending && act.variables === verb;
  return (
    <>
      {mayPause(run) && (
        <Button variant="default" leftSection={<IconPlayerPause size={16} />} loading={busy('pause')} onClick={() => act.mutate('pause')}>
          Pause
        </Button>
      )}
      {mayResume(run) && (
        <Button leftSection={<IconPlayerPlay size={16} />} loading={busy('resume')} onClick={() => act.mutate('resume')}>
          Resume
        </Button>
      )}
      {mayRetry(run) && (
        <Button leftSection={<IconRefresh size={16} />} loading={busy('retry')} onClick={() => act.mutate('retry')}>
          Retry
        </Button>
      )}
      {!ended(run.state) && (
        <Button
          variant="default"
          leftSection={<IconX size={16} />}
          loading={busy('cancel')}
          onClick={() =>
            ask({
              title: 'Cancel this run?',
              text: 'It stops after what is being sent now. Rows that are done stay done; the others wait for the next run.',
              yes: 'Cancel the run',
              danger: true,
              act: () => act.mutate('cancel'),
            })
          }
        >
          Cancel
        </Button>
      )}
      {dialog}
    </>
  );
}
