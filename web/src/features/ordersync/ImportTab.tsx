import { Button, Checkbox, Group, Progress, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { Load } from '@/api/contract';
import { ApiProblem, asProblem } from '@/api/problem';
import { run as runQuery, syncConfig, syncLoads } from '@/api/queries';
import { bytes, told } from '@/lib/format';
import { ended } from '@/lib/runs';
import { useMay } from '@/ui/access';
import { useConfirm } from '@/ui/Confirm';
import { Loaded } from '@/ui/Loaded';
import { Empty, Failed, Notice } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import { runFigures } from '@/ui/RunFacts';
import { RunProgress } from '@/ui/RunProgress';
import { RunStateTag } from '@/ui/StateTags';
import { sayProblem } from '@/ui/toast';
import { FileDrop } from './FileDrop';
import { LoadProblems } from './LoadProblems';
import { LoadTable } from './LoadTable';
import classes from './ordersync.module.css';
import { useImport, usePull } from './ordersync.api';

const route = getRouteApi('/shell/ordersync/$id/import');

/** The server refuses a list in which far too many orders are missing: most often it is a cut-off or filtered file. */
export function isRemovalGuard(problem: { code: string }): boolean {
  return /remov/.test(problem.code);
}

function guarded(load: Load | undefined): boolean {
  return load?.state === 'REFUSED' && /remov/i.test(load.message ?? '');
}

export default function ImportTab() {
  const { id } = route.useParams();
  const may = useMay()('ordersync:write');
  const loads = useQuery(syncLoads(id));
  const { data: config } = useQuery({ ...syncConfig(id), enabled: may });
  // A file is dropped here and a folder is watched; only a database can be asked.
  const database = config?.mapping?.source?.toLowerCase() === 'jdbc';
  const [file, setFile] = useState<File>();
  const [allowRemovals, setAllowRemovals] = useState(false);
  const [sent, setSent] = useState(0);
  const [runId, setRunId] = useState<string>();
  const [chosen, setChosen] = useState<string>();
  const stop = useRef<AbortController>(undefined);
  const importing = useImport(id);
  const pull = usePull(id);
  const { ask, dialog } = useConfirm();
  const going = useQuery({ ...runQuery(runId ?? ''), enabled: Boolean(runId), refetchInterval: (of) => (of.state.data && !ended(of.state.data.state) ? 1500 : false) });

  const newest = loads.data?.items[0];
  const shown = loads.data?.items.find((load) => load.id === chosen) ?? newest;

  const most = loads.data?.largestFile;
  const tooLarge = file && most && file.size > most ? file : undefined;

  const send = (removals: boolean) => {
    if (!file || tooLarge) return;
    stop.current = new AbortController();
    setSent(0);
    setRunId(undefined);
    setChosen(undefined);
    importing.mutate(
      { file, allowRemovals: removals, progress: setSent, signal: stop.current.signal },
      {
        onSuccess: (run) => setRunId(run.id),
        onError: (error) => {
          const problem = asProblem(error);
          if (problem instanceof ApiProblem && isRemovalGuard(problem)) confirmRemovals(problem.detail);
        },
      },
    );
  };
  const confirmRemovals = (text: string) =>
    ask({
      title: 'Remove that many orders?',
      text: `${text} If the file is complete and these orders are really gone, import it again and allow it. If it is a part of the list, keep it as it is.`,
      yes: 'Import and remove them',
      danger: true,
      act: () => send(true),
    });
  const aborted = importing.error instanceof DOMException;

  return (
    <div className={classes.stack}>
      {may ? (
        <Panel title="Import an order list" actions={database && <Button size="xs" variant="default" loading={pull.isPending} onClick={() => pull.mutate(undefined, { onSuccess: (run) => setRunId(run.id), onError: sayProblem })}>Read from the database now</Button>}>
          <Stack gap="md">
            <FileDrop
              file={file}
              busy={importing.isPending}
              onFile={(next) => {
                setFile(next);
                importing.reset();
                setRunId(undefined);
              }}
            />
            {file && (
              <Group justify="space-between" gap="md">
                <Checkbox label="The file may remove any number of orders" description="Otherwise a file in which too many orders are missing is refused" checked={allowRemovals} onChange={(event) => setAllowRemovals(event.currentTarget.checked)} />
                <Group gap="sm">
                  {importing.isPending && (
                    <Button variant="default" onClick={() => stop.current?.abort()}>
                      Stop
                    </Button>
                  )}
                  <Button loading={importing.isPending} disabled={Boolean(tooLarge)} onClick={() => send(allowRemovals)}>
                    Import {file.name.length < 30 ? file.name : 'the file'}
                  </Button>
                </Group>
              </Group>
            )}
            {importing.isPending && file && (
              <div>
                <Progress value={sent * 100} aria-label="Upload" />
                <Text size="xs" c="dimmed" mt={4}>
                  {bytes(sent * file.size)} of {bytes(file.size)} sent
                </Text>
              </div>
            )}
            {tooLarge && most && (
              <Notice tone="bad" live title="The file is too large">
                {tooLarge.name} has {bytes(tooLarge.size)}; at most {bytes(most)} are taken. Nothing was sent. Pack a CSV as .gz, leave out columns that the mapping does not name, or have whoever runs this server raise the limit.
              </Notice>
            )}
            {importing.error && !aborted && <Failed error={importing.error} />}
            {aborted && <Notice tone="warn">The upload was stopped. Nothing was imported.</Notice>}
            {going.data && (
              <Notice tone={going.data.state === 'FAILED' ? 'bad' : ended(going.data.state) ? 'good' : 'info'} live title={<Link to="/runs/$id" params={{ id: going.data.id }}>{going.data.title}</Link>} after={<RunStateTag state={going.data.state} kind={going.data.kind} />}>
                <Text size="sm">
                  {runFigures(going.data)}
                  {going.data.message && ` · ${told(going.data.message)}`}
                </Text>
                <RunProgress of={going.data} height={6} label="Progress of the import" />
              </Notice>
            )}
            {guarded(newest) && file && !importing.isPending && (
              <Notice tone="warn" title="Refused to protect the board" after={<Button size="xs" variant="default" onClick={() => confirmRemovals(newest?.message ?? '')}>Import it and remove them …</Button>}>
                {newest?.message}
              </Notice>
            )}
          </Stack>
        </Panel>
      ) : (
        <Notice tone="idle">You may look at imports; to import a list you need the permission to change the order sync.</Notice>
      )}
      {shown && shown.problems > 0 && <LoadProblems sync={id} load={shown} />}
      <Panel title="Imports" flush>
        <Loaded query={loads}>
          {(data) => (
            <LoadTable
              loads={data.items}
              chosen={shown?.id}
              onChoose={setChosen}
              empty={<Empty title="Nothing has been imported yet">Drop the order list above: CSV or Excel, as it comes out of the other program. Nothing is sent before you run.</Empty>}
            />
          )}
        </Loaded>
      </Panel>
      {dialog}
    </div>
  );
}
