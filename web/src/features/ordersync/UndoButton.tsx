import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { Run } from '@/api/contract';
import { useMay } from '@/ui/access';
import { useConfirm } from '@/ui/Confirm';
import { IconArrowBackUp } from '@/ui/icons';
import { sayProblem } from '@/ui/toast';
import { useUndo } from './ordersync.api';

/** Takes back what one sync run wrote, after asking. */
export function UndoButton({ sync, run, children, size }: { sync: string; run: Run | undefined; children: string; size?: string }) {
  const may = useMay()('ordersync:run');
  const navigate = useNavigate();
  const undo = useUndo(sync);
  const { ask, dialog } = useConfirm();
  if (!may) return null;
  return (
    <>
      <Button
        size={size ?? 'sm'}
        variant="default"
        leftSection={<IconArrowBackUp size={15} />}
        disabled={!run}
        title={run ? undefined : 'No run has ended yet that could be taken back'}
        loading={undo.isPending}
        onClick={() =>
          run &&
          ask({
            title: 'Take this run back?',
            text: `What “${run.title}” created is archived and the values it changed are put back. Whatever people have changed on the board since is left as it is and listed in the report of the undoing.`,
            yes: 'Take it back',
            danger: true,
            act: () => undo.mutate(run.id, { onSuccess: (started) => void navigate({ to: '/runs/$id', params: { id: started.id } }), onError: sayProblem }),
          })
        }
      >
        {children}
      </Button>
      {dialog}
    </>
  );
}
