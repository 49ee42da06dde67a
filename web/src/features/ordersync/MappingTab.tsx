import { Button, Group, SegmentedControl, Select, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useBlocker, useLocation } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { SyncConfig } from '@/api/contract';
import { orderSync, syncConfig } from '@/api/queries';
import { count } from '@/lib/format';
import { useMay } from '@/ui/access';
import { IconCircleCheck, IconCircleX, IconDeviceFloppy } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Notice } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import { Person } from '@/ui/Person';
import { Tag } from '@/ui/Tag';
import { Time } from '@/ui/Time';
import { say, sayProblem } from '@/ui/toast';
import { MappingTable } from './MappingTable';
import { readMapping } from './mappingText';
import { ProblemList } from './ProblemList';
import { SaveMapping } from './SaveMapping';
import classes from './ordersync.module.css';
import { useSaveConfig } from './ordersync.api';
import { useValidation } from './useValidation';

const MappingEditor = lazy(() => import('./MappingEditor'));
const route = getRouteApi('/shell/ordersync/$id/mapping');
type View = 'table' | 'text';

function Editing({ id, saved, ownEnvironment }: { id: string; saved: SyncConfig; ownEnvironment: string }) {
  const may = useMay()('ordersync:write');
  const { hash } = useLocation();
  const lineAsked = Number(/^line-(\d+)$/.exec(hash)?.[1] ?? 0);
  const [view, setView] = useState<View>(lineAsked ? 'text' : 'table');
  const [text, setText] = useState(saved.config);
  const [environment, setEnvironment] = useState(ownEnvironment);
  const [line, setLine] = useState<{ at: number }>({ at: lineAsked });
  const [comparing, setComparing] = useState(false);
  const save = useSaveConfig(id);
  const checked = useValidation(text, environment);
  const read = useMemo(() => readMapping(text), [text]);
  const [base, setBase] = useState(saved);
  // Saved, by us or by somebody else while nothing of ours was unsaved: that is what we go on from.
  if (saved.version !== base.version && (text === base.config || text === saved.config)) {
    setBase(saved);
    setText(saved.config);
  }
  const dirty = text !== base.config;
  const environments = [...new Set([...saved.environments, ...(read.ok ? read.mapping.environments : [])])];

  useBlocker({
    shouldBlockFn: () => dirty && !window.confirm('Your changes of the mapping are not saved. Leave without them?'),
    enableBeforeUnload: () => dirty,
  });

  const goTo = (at: number) => {
    setView('text');
    setLine({ at });
  };
  const problems = checked.problems;
  const store = () =>
    save.mutate(text, {
      onSuccess: (after) => {
        setComparing(false);
        say(`Saved as version ${after.version}. The next plan uses it.`);
      },
      onError: (error) => {
        setComparing(false);
        sayProblem(error);
      },
    });

  return (
    <div className={classes.stack}>
      <Panel
        flush
        label="Mapping"
        title={
          <Group gap="sm">
            <SegmentedControl
              size="xs"
              aria-label="View"
              data={[
                { value: 'table', label: 'Table' },
                { value: 'text', label: 'Text' },
              ]}
              value={view}
              onChange={(next) => setView(next as View)}
            />
            <Select size="xs" w={170} aria-label="Environment to check for" data={environments.map((value) => ({ value, label: `Checked for ${value}` }))} value={environment} onChange={(value) => value && setEnvironment(value)} allowDeselect={false} />
            {checked.pending ? (
              <Text size="xs" c="dimmed">
                Checking …
              </Text>
            ) : problems.length ? (
              <Tag tone="bad" icon={IconCircleX}>
                {count(problems.length, 'problem')}
              </Tag>
            ) : checked.error ? null : (
              <Tag tone="good" icon={IconCircleCheck}>
                No problems
              </Tag>
            )}
          </Group>
        }
        actions={
          <Group gap="sm">
            <Text size="xs" c="dimmed">
              Version {saved.version}
              {saved.savedAt && (
                <>
                  , <Time at={saved.savedAt} />
                </>
              )}
              {saved.savedBy && (
                <>
                  {' '}
                  by <Person id={saved.savedBy} />
                </>
              )}
            </Text>
            {may && dirty && (
              <Button size="xs" variant="default" onClick={() => {
                  setBase(saved);
                  setText(saved.config);
                }}>
                Discard
              </Button>
            )}
            {may && (
              <Button size="xs" leftSection={<IconDeviceFloppy size={15} />} disabled={!dirty || problems.length > 0 || checked.pending} onClick={() => setComparing(true)}>
                Compare and save
              </Button>
            )}
          </Group>
        }
      >
        {view === 'text' ? (
          <Suspense fallback={<Lines rows={14} />}>
            <MappingEditor text={text} problems={problems} line={line} readOnly={!may} onChange={setText} />
          </Suspense>
        ) : read.ok ? (
          <MappingTable text={text} mapping={read.mapping} problems={problems} readOnly={!may} onChange={setText} onLine={goTo} />
        ) : (
          <div style={{ padding: 16 }}>
            <Notice
              tone="bad"
              title={`The text has a fault in line ${read.fault.line}`}
              after={
                <Button size="xs" variant="default" onClick={() => goTo(read.fault.line)}>
                  Open the text there
                </Button>
              }
            >
              {read.fault.message}. The table shows again once the text can be read.
            </Notice>
          </div>
        )}
      </Panel>
      {saved.version !== base.version && <Notice tone="warn">Version {saved.version} has been saved{saved.savedBy && <> by <Person id={saved.savedBy} /></>} since you began. Compare before you save: yours would replace it.</Notice>}
      {checked.error ? <Notice tone="warn">The mapping could not be checked just now; it is checked again when you change it or save.</Notice> : null}
      {problems.length > 0 && <ProblemList problems={problems} onLine={goTo} />}
      <SaveMapping opened={comparing} before={saved.config} after={text} busy={save.isPending} onClose={() => setComparing(false)} onSave={store} />
    </div>
  );
}

export default function MappingTab() {
  const { id } = route.useParams();
  const sync = useQuery(orderSync(id));
  const config = useQuery(syncConfig(id));
  return (
    <Loaded query={config} skeleton={<Lines rows={12} height={24} />}>
      {(saved) => <Editing key={id} id={id} saved={saved} ownEnvironment={sync.data?.environment ?? saved.environments[0] ?? ''} />}
    </Loaded>
  );
}
