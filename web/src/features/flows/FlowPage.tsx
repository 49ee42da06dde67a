import { Button, Group, Menu, Modal, Stack, Tabs, Textarea } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { ReactFlowProvider } from '@xyflow/react';
import { type FormEvent, useState } from 'react';
import { addressOf } from '@/api/client';
import { useMay } from '@/ui/access';
import { useConfirm } from '@/ui/Confirm';
import { IconChevronRight, IconDots, IconDownload, IconPlayerPlay, IconPower, IconRocket, IconTrash } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Failed, Notice } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { SideScroll } from '@/ui/SideScroll';
import { say, sayProblem } from '@/ui/toast';
import { Canvas } from './Canvas';
import { placed } from './design';
import { Designer } from './Designer';
import { DueTab } from './DueTab';
import { type Flow, flow as flowQuery, type FlowDefinition, type NodeCard, nodeTypes, useDeleteFlow, usePublish, useStartFlow, useSwitch } from './flows.api';
import { FlowRunsTab } from './FlowRunsTab';
import { FlowStateTag } from './FlowStateTag';
import classes from './flows.module.css';
import { useDesign } from './useDesign';
import { VersionsTab } from './VersionsTab';

const route = getRouteApi('/shell/flows/$id');

function PublishForm({ onPublish, busy, error, onClose }: { onPublish: (note: string) => void; busy: boolean; error: unknown; onClose: () => void }) {
  const [note, setNote] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onPublish(note.trim());
  };
  return (
    <Modal opened onClose={onClose} title="Publish" size="md">
      <form onSubmit={submit}>
        <Stack gap="sm">
          {error ? <Failed error={error} /> : null}
          <Textarea label="What changed" description="For whoever reads the versions later" autosize minRows={2} maxLength={1000} value={note} onChange={(event) => setNote(event.currentTarget.value)} data-autofocus />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              Publish
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Actions({ of, problems, before }: { of: Flow; problems: number; before: () => Promise<unknown> }) {
  const may = useMay();
  const navigate = useNavigate();
  const publish = usePublish(of.id);
  const turn = useSwitch(of.id);
  const start = useStartFlow(of.id);
  const drop = useDeleteFlow();
  const { ask, dialog } = useConfirm();
  const [publishing, setPublishing] = useState(false);
  const begin = () =>
    start.mutate(undefined, {
      onSuccess: (run) => {
        say(`${of.title} has started.`);
        void navigate({ to: '/runs/$id', params: { id: run.id } });
      },
      onError: sayProblem,
    });
  return (
    <>
      {may('flows:write') && of.publishedVersion && (
        <Button variant="default" leftSection={<IconPower size={17} />} loading={turn.isPending} onClick={() => turn.mutate(of.state !== 'ON', { onSuccess: () => say(of.state === 'ON' ? 'It is off: nothing starts it any more.' : 'It is on.'), onError: sayProblem })}>
          {of.state === 'ON' ? 'Switch off' : 'Switch on'}
        </Button>
      )}
      {may('flows:run') && of.publishedVersion && (
        <Button variant="default" leftSection={<IconPlayerPlay size={17} />} loading={start.isPending} onClick={begin}>
          Run now
        </Button>
      )}
      {may('flows:write') && of.draft && (
        <Button leftSection={<IconRocket size={17} />} disabled={problems > 0} onClick={() => void before().then(() => setPublishing(true))}>
          Publish
        </Button>
      )}
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <Button variant="default" px={10} aria-label="More">
            <IconDots size={17} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component="a" href={addressOf(`/flows/${of.id}.yaml`)} download={`${of.name}.yaml`} leftSection={<IconDownload size={16} />}>
            Download as YAML
          </Menu.Item>
          {may('flows:write') && (
            <Menu.Item
              color="red"
              leftSection={<IconTrash size={16} />}
              disabled={of.state === 'ON'}
              onClick={() =>
                ask({
                  title: `Delete ${of.title}?`,
                  text: 'Its runs and their logs stay. It cannot be brought back.',
                  yes: 'Delete',
                  danger: true,
                  act: () => drop.mutate(of.id, { onSuccess: () => void navigate({ to: '/flows' }), onError: sayProblem }),
                })
              }
            >
              Delete
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {publishing && (
        <PublishForm
          busy={publish.isPending}
          error={publish.error}
          onClose={() => setPublishing(false)}
          onPublish={(note) =>
            publish.mutate(note, {
              onSuccess: ({ version }) => {
                say(`Version ${version} is in force.`);
                setPublishing(false);
              },
            })
          }
        />
      )}
      {dialog}
    </>
  );
}

/** The flow for whoever may look at it alone. */
function Drawing({ definition, cards }: { definition: FlowDefinition; cards: NodeCard[] }) {
  return (
    <div style={{ display: 'grid', gap: 14 }}>
      <Notice tone="info">You may look at this flow; changing it needs another role.</Notice>
      <Panel flush label="The flow">
        <div className={classes.view}>
          <ReactFlowProvider>
            <Canvas definition={definition} cards={cards} findings={[]} />
          </ReactFlowProvider>
        </div>
      </Panel>
    </div>
  );
}

function Drawn({ of, cards, reload }: { of: Flow; cards: NodeCard[]; reload: () => void }) {
  const { tab = 'design' } = route.useSearch();
  const navigate = route.useNavigate();
  const may = useMay()('flows:write');
  const definition = (of.draft ?? of.published) as FlowDefinition;
  const [initial] = useState(() => placed(definition));
  const design = useDesign(of.id, initial, of.draftVersion ?? of.publishedVersion ?? 1, { findings: of.findings, shapes: of.shapes ?? {} });
  const problems = design.findings.filter((finding) => finding.severity === 'PROBLEM').length;
  return (
    <>
      <PageHead
        title={design.definition.title}
        beside={<FlowStateTag state={of.state} />}
        above={
          <>
            <Link to="/flows">Flows</Link>
            <IconChevronRight size={14} aria-hidden />
            <span>{of.name}</span>
          </>
        }
        lead={of.publishedVersion ? (of.draft ? `Version ${of.publishedVersion} is in force; what you see is the draft after it.` : `Version ${of.publishedVersion} is in force.`) : 'A draft: nothing starts it before it is published.'}
        actions={<Actions of={of} problems={problems} before={design.flush} />}
      />
      <Tabs value={tab} onChange={(value) => void navigate({ search: { tab: value === 'design' ? undefined : (value ?? undefined) }, replace: true })} keepMounted={false}>
        <SideScroll at={tab}>
          <Tabs.List>
            <Tabs.Tab value="design">Design</Tabs.Tab>
            <Tabs.Tab value="runs">Runs</Tabs.Tab>
            <Tabs.Tab value="due">Due times</Tabs.Tab>
            <Tabs.Tab value="versions">Versions</Tabs.Tab>
          </Tabs.List>
        </SideScroll>
        <Tabs.Panel value="design">
          {may ? <Designer design={design} cards={cards} reload={reload} /> : <Drawing definition={design.definition} cards={cards} />}
        </Tabs.Panel>
        <Tabs.Panel value="runs">
          <FlowRunsTab id={of.id} />
        </Tabs.Panel>
        <Tabs.Panel value="due">
          <DueTab id={of.id} />
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          <VersionsTab id={of.id} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

export default function FlowPage() {
  const { id } = route.useParams();
  const client = useQueryClient();
  const query = useQuery(flowQuery(id));
  const cards = useQuery(nodeTypes());
  const [turn, setTurn] = useState(0);
  const reload = () => void client.refetchQueries({ queryKey: flowQuery(id).queryKey }).then(() => setTurn((before) => before + 1));
  return (
    <Loaded query={query} skeleton={<Lines rows={10} height={30} />}>
      {(of) => (
        <Loaded query={cards} skeleton={<Lines rows={10} height={30} />}>
          {({ items }) => <Drawn key={`${of.id} ${turn} ${of.publishedVersion ?? 0}`} of={of} cards={items} reload={reload} />}
        </Loaded>
      )}
    </Loaded>
  );
}
