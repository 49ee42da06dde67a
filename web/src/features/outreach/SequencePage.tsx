import { Button, Group, Menu, Modal, Stack, Tabs, Textarea } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { addressOf } from '@/api/client';
import { useMay } from '@/ui/access';
import { useConfirm } from '@/ui/Confirm';
import { IconChevronRight, IconDots, IconDownload, IconPlayerPause, IconPlayerPlay, IconRocket, IconTrash, IconUserPlus } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Failed } from '@/ui/Notice';
import { PageHead } from '@/ui/Page';
import { SideScroll } from '@/ui/SideScroll';
import { say, sayProblem } from '@/ui/toast';
import { ForecastTab } from './ForecastTab';
import { ImportDialog } from './ImportDialog';
import { LeadBar } from './LeadBar';
import { atSteps } from './leads.api';
import { LeadTable } from './LeadTable';
import { PreviewTab } from './PreviewTab';
import { type SequenceAnswer, sequence as sequenceQuery, useDeleteSequence, usePublishSequence, useTurnSequence } from './sequences.api';
import { StepList } from './StepList';
import { SequenceStateTag } from './StateTags';
import { type Draft, useDraft } from './useDraft';
import { VersionsTab } from './VersionsTab';
import { Writer } from './Writer';

const route = getRouteApi('/shell/outreach/sequences/$id');

function Publishing({ id, draft, close }: { id: string; draft: Draft; close: () => void }) {
  const [note, setNote] = useState('');
  const publish = usePublishSequence(id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    publish.mutate(
      { note: note.trim(), revision: draft.revision },
      {
        onSuccess: (made) => {
          say(`Version ${made.sequence.version ?? ''} is live: leads that enter walk by it.`);
          close();
        },
      },
    );
  };
  return (
    <Modal opened onClose={close} title="Publish" size="md">
      <form onSubmit={submit}>
        <Stack gap="sm">
          {publish.error ? <Failed error={publish.error} /> : null}
          <Textarea label="What changed" description="For whoever reads the versions later" autosize minRows={2} maxLength={1000} value={note} onChange={(event) => setNote(event.currentTarget.value)} data-autofocus />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={publish.isPending}>
              Publish
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Actions({ of, draft }: { of: SequenceAnswer; draft: Draft }) {
  const may = useMay();
  const navigate = useNavigate();
  const { sequence } = of;
  const turn = useTurnSequence(sequence.id);
  const drop = useDeleteSequence();
  const { ask, dialog } = useConfirm();
  const [publishing, setPublishing] = useState(false);
  const [importing, setImporting] = useState(false);
  const problems = draft.findings.filter((finding) => finding.severity === 'PROBLEM').length;
  const act = (to: 'pause' | 'resume' | 'archive', word: string) => turn.mutate(to, { onSuccess: () => say(word), onError: sayProblem });
  return (
    <>
      {dialog}
      {may('outreach:run') && sequence.version && sequence.state !== 'ARCHIVED' && (
        <Button variant="default" leftSection={<IconUserPlus size={17} />} onClick={() => setImporting(true)}>
          Put leads in
        </Button>
      )}
      {may('outreach:run') && sequence.state === 'LIVE' && (
        <Button variant="default" leftSection={<IconPlayerPause size={17} />} loading={turn.isPending} onClick={() => act('pause', 'It is paused: nobody moves.')}>
          Pause
        </Button>
      )}
      {may('outreach:run') && sequence.state === 'PAUSED' && (
        <Button variant="default" leftSection={<IconPlayerPlay size={17} />} loading={turn.isPending} onClick={() => act('resume', 'The leads go on.')}>
          Resume
        </Button>
      )}
      {may('outreach:write') && sequence.state !== 'ARCHIVED' && (
        <Button
          leftSection={<IconRocket size={17} />}
          disabled={problems > 0 || (!of.dirty && draft.saving === 'saved' && Boolean(sequence.version))}
          title={problems > 0 ? `Mend ${problems === 1 ? 'the problem' : `${problems} problems`} first` : undefined}
          onClick={() => void draft.flush().then(() => setPublishing(true))}
        >
          Publish
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" px={10} aria-label="More">
            <IconDots size={18} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component="a" href={addressOf(`/outreach/sequences/${sequence.id}/yaml`)} download={`${sequence.name}.yaml`} leftSection={<IconDownload size={16} />}>
            Download as YAML
          </Menu.Item>
          {may('outreach:write') && sequence.version && sequence.state !== 'ARCHIVED' && (
            <Menu.Item leftSection={<IconTrash size={16} />} onClick={() => ask({ title: `Archive “${sequence.name}”?`, text: 'Nobody enters it any more. It can be taken out again.', yes: 'Archive', act: () => act('archive', 'It is archived.') })}>
              Archive
            </Menu.Item>
          )}
          {may('outreach:write') && !sequence.version && (
            <Menu.Item
              color="red"
              leftSection={<IconTrash size={16} />}
              onClick={() => ask({ title: `Delete “${sequence.name}”?`, text: 'It was never published; nothing of it is kept.', yes: 'Delete', danger: true, act: () => drop.mutate(sequence.id, { onSuccess: () => void navigate({ to: '/outreach' }), onError: sayProblem }) })}
            >
              Delete
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {publishing && <Publishing id={sequence.id} draft={draft} close={() => setPublishing(false)} />}
      {importing && <ImportDialog sequence={sequence.id} close={() => setImporting(false)} />}
    </>
  );
}

function Body({ of, reload }: { of: SequenceAnswer; reload: () => void }) {
  const { tab = 'steps', state, blocker } = route.useSearch();
  const navigate = route.useNavigate();
  const may = useMay();
  const draft = useDraft(of);
  const { sequence } = of;
  const standing = useQuery({ ...atSteps(sequence.id), enabled: Boolean(sequence.version) }).data;
  return (
    <>
      <PageHead
        title={draft.document.name || sequence.name}
        lead={draft.document.about}
        above={
          <>
            <Link to="/outreach">Outreach</Link>
            <IconChevronRight size={13} aria-hidden />
          </>
        }
        beside={<SequenceStateTag state={sequence.state} />}
        actions={<Actions of={of} draft={draft} />}
      />
      <Tabs value={tab} onChange={(value) => void navigate({ search: { tab: value === 'steps' ? undefined : (value ?? undefined) }, replace: true })} keepMounted={false}>
        <SideScroll at={tab}>
          <Tabs.List mb="md">
            <Tabs.Tab value="steps">Steps</Tabs.Tab>
            <Tabs.Tab value="preview">Preview</Tabs.Tab>
            <Tabs.Tab value="forecast">Forecast</Tabs.Tab>
            <Tabs.Tab value="leads">Leads</Tabs.Tab>
            <Tabs.Tab value="versions">Versions{of.older > 0 ? ' •' : ''}</Tabs.Tab>
          </Tabs.List>
        </SideScroll>
        <Tabs.Panel value="steps">{may('outreach:write') ? <Writer id={sequence.id} draft={draft} leads={standing} reload={reload} /> : <StepList steps={draft.document.steps} findings={[]} leads={standing} />}</Tabs.Panel>
        <Tabs.Panel value="preview">
          <PreviewTab id={sequence.id} revision={draft.revision} />
        </Tabs.Panel>
        <Tabs.Panel value="forecast">
          <ForecastTab id={sequence.id} version={sequence.version ?? null} />
        </Tabs.Panel>
        <Tabs.Panel value="leads">
          <Stack gap="md">
            <LeadBar counts={sequence.counts} />
            <LeadTable filter={{ sequence: sequence.id, state, blocker }} onFilter={(values) => void navigate({ search: (before) => ({ ...before, ...values }), replace: true })} counts={sequence.counts} />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          <VersionsTab id={sequence.id} of={of} reload={reload} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

export default function SequencePage() {
  const { id } = route.useParams();
  const query = useQuery(sequenceQuery(id));
  const client = useQueryClient();
  const [round, setRound] = useState(0);
  const reload = () => void client.refetchQueries({ queryKey: sequenceQuery(id).queryKey, exact: true }).then(() => setRound((before) => before + 1));
  return (
    <Loaded query={query} skeleton={<Lines rows={10} height={26} />}>
      {(data) => <Body key={`${id} ${round}`} of={data} reload={reload} />}
    </Loaded>
  );
}
