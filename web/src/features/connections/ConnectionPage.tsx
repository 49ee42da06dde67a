import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Budget } from '@/api/contract';
import { budgets, connections } from '@/api/queries';
import { span } from '@/lib/format';
import { useNow } from '@/lib/useNow';
import { policyName } from '@/lib/words';
import { useMay } from '@/ui/access';
import { useConfirm } from '@/ui/Confirm';
import { Gauge } from '@/ui/Gauge';
import { IconActivity, IconChevronRight, IconPencil, IconTrash } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty, Notice } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { HealthTag } from '@/ui/StateTags';
import { Time } from '@/ui/Time';
import { say, sayProblem } from '@/ui/toast';
import { CallLog } from './CallLog';
import { ConnectionForm } from './ConnectionForm';
import { useRemoveConnection } from './connections.api';
import { SignInButton, TestButton } from './TestButton';

const route = getRouteApi('/shell/connections/$id');

function Limit({ of }: { of: Budget }) {
  const now = useNow(1000);
  const left = of.resetsAt ? (new Date(of.resetsAt).getTime() - now) / 1000 : undefined;
  return (
    <Gauge
      name={policyName(of.policy)}
      left={of.remaining}
      quota={of.quota}
      below={
        <span style={{ display: 'flex', justifyContent: 'space-between', gap: 12 }}>
          <span>{left === undefined ? (of.windowSeconds > 0 ? `Every ${span(of.windowSeconds)}` : 'At any moment') : left > 0 ? `Full again in ${span(left)}` : 'Full again'}</span>
          {of.observedAt && (
            <span>
              seen <Time at={of.observedAt} />
            </span>
          )}
        </span>
      }
    />
  );
}

export default function ConnectionPage() {
  const { id } = route.useParams();
  const navigate = useNavigate();
  const list = useQuery(connections());
  const limits = useQuery({ ...budgets(id), refetchInterval: 10_000 });
  const may = useMay()('connections:write');
  const { ask, dialog } = useConfirm();
  const drop = useRemoveConnection();
  const [editing, setEditing] = useState(false);
  return (
    <Loaded query={list} skeleton={<Lines rows={7} height={26} />}>
      {({ items }) => {
        const one = items.find((candidate) => candidate.id === id);
        if (!one) return <Empty title="There is no such connection">It may have been removed.</Empty>;
        return (
          <>
            <PageHead
              title={one.name}
              beside={<HealthTag of={one} />}
              above={
                <>
                  <Link to="/connections">Connections</Link>
                  <IconChevronRight size={14} aria-hidden />
                  <span>{one.vendor}</span>
                </>
              }
              lead={<span className="mono">{one.endpoint}</span>}
              actions={
                may && (
                  <>
                    {one.settings?.flow === 'web' && <SignInButton connection={one} />}
                    <TestButton connection={one} size="sm" />
                    <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setEditing(true)}>
                      Change
                    </Button>
                    <Button
                      variant="default"
                      leftSection={<IconTrash size={16} />}
                      onClick={() =>
                        ask({
                          title: `Remove ${one.name}?`,
                          text: 'Syncs that use it stop working. Its token is deleted; what was sent stays where it is.',
                          yes: 'Remove',
                          danger: true,
                          act: () => drop.mutate(id, { onSuccess: () => { say(`${one.name} has been removed.`); void navigate({ to: '/connections' }); }, onError: sayProblem }),
                        })
                      }
                    >
                      Remove
                    </Button>
                  </>
                )
              }
            />
            <div style={{ display: 'grid', gap: 18 }}>
              {one.healthMessage && (
                <Notice tone={one.healthy === false ? 'bad' : 'good'} title={one.healthy === false ? 'It does not work' : 'It works'}>
                  {one.healthMessage} (<Time at={one.healthAt} />)
                </Notice>
              )}
              <Panel title="Limits of the account">
                <Loaded query={limits} skeleton={<Lines rows={3} />}>
                  {(data) =>
                    data.items.length ? (
                      <div style={{ display: 'grid', gap: '18px 32px', gridTemplateColumns: 'repeat(auto-fit, minmax(240px, 1fr))' }}>
                        {data.items.map((budget) => (
                          <Limit key={budget.policy} of={budget} />
                        ))}
                      </div>
                    ) : (
                      <Empty icon={IconActivity} title="Nothing known yet">
                        The limits come with the first answers of the service.
                      </Empty>
                    )
                  }
                </Loaded>
              </Panel>
              <CallLog id={id} />
            </div>
            <ConnectionForm key={one.id} opened={editing} connection={one} onClose={() => setEditing(false)} />
            {dialog}
          </>
        );
      }}
    </Loaded>
  );
}
