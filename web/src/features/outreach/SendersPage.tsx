import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { count } from '@/lib/format';
import { useMay } from '@/ui/access';
import { useConfirm } from '@/ui/Confirm';
import { IconBan, IconPlus, IconUserCheck } from '@/ui/icons';
import { Lines, Loaded } from '@/ui/Loaded';
import { Empty, Notice } from '@/ui/Notice';
import { PageHead, Panel } from '@/ui/Page';
import { Tag } from '@/ui/Tag';
import { Time } from '@/ui/Time';
import { say, sayProblem } from '@/ui/toast';
import classes from './outreach.module.css';
import { OutreachTabs } from './OutreachTabs';
import { Meant } from './Meant';
import { SenderCard } from './SenderCard';
import { type Sender, senders, switches, useSwitchAll } from './senders.api';
import { TakingDialog } from './TakingDialog';

const route = getRouteApi('/shell/outreach/senders');

/** The switch of each team that senders belong to. */
function Teams({ of, off }: { of: Sender[]; off: string[] }) {
  const may = useMay()('outreach:run');
  const turn = useSwitchAll();
  const { ask, dialog } = useConfirm();
  const teams = [...new Set([...of.map((sender) => sender.team), ...off])].filter(Boolean).sort();
  if (teams.length === 0) return null;
  return (
    <Panel title="Teams">
      {dialog}
      <ul className={classes.tasks}>
        {teams.map((team) => {
          const isOff = off.includes(team);
          return (
            <li key={team}>
              <Group justify="space-between" gap="sm">
                <Group gap={8}>
                  <Text size="sm" fw={600} className="wrap">
                    {team}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {count(of.filter((sender) => sender.team === team).length, 'sender', 'senders')}
                  </Text>
                  {isOff && (
                    <Tag tone="bad" icon={IconBan}>
                      Off
                    </Tag>
                  )}
                </Group>
                {may &&
                  (isOff ? (
                    <Button size="compact-sm" variant="default" loading={turn.isPending} onClick={() => turn.mutate({ team, off: false, why: null }, { onSuccess: () => say('The team is on again.'), onError: sayProblem })}>
                      Switch on
                    </Button>
                  ) : (
                    <Button size="compact-sm" variant="default" color="red" loading={turn.isPending} onClick={() => ask({ title: `Switch the team “${team}” off?`, text: 'Nothing goes out from its senders, from before the next message on. Their leads wait.', yes: 'Switch off', danger: true, act: () => turn.mutate({ team, off: true, why: 'Switched off by hand' }, { onSuccess: () => say('The team is off.'), onError: sayProblem }) })}>
                      Switch off
                    </Button>
                  ))}
              </Group>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

export default function SendersPage() {
  const { sender: meant } = route.useSearch();
  const query = useQuery(senders());
  const off = useQuery(switches());
  const turn = useSwitchAll();
  const may = useMay();
  const { ask, dialog } = useConfirm();
  const [adding, setAdding] = useState(false);
  const add = may('outreach:write') && (
    <Button leftSection={<IconPlus size={17} />} onClick={() => setAdding(true)}>
      Add senders
    </Button>
  );
  return (
    <>
      {dialog}
      <PageHead
        title="Senders"
        lead="Accounts that messages go out from: what they used of their limits, how they are, and the switches."
        actions={
          <>
            {may('outreach:run') && !off.data?.allOffSince && (
              <Button variant="default" color="red" leftSection={<IconBan size={17} />} onClick={() => ask({ title: 'Stop everything?', text: 'Nothing goes out from anybody, from before the next message on. Leads wait where they are.', yes: 'Stop everything', danger: true, act: () => turn.mutate({ team: null, off: true, why: 'Stopped by hand' }, { onSuccess: () => say('Nothing goes out any more.'), onError: sayProblem }) })}>
                Stop everything
              </Button>
            )}
            {add}
          </>
        }
      />
      <OutreachTabs at="senders" />
      {off.data?.allOffSince && (
        <div style={{ marginBottom: 16 }}>
          <Notice tone="bad" title="Everything is stopped" after={may('outreach:run') && <Button size="xs" onClick={() => turn.mutate({ team: null, off: false, why: null }, { onSuccess: () => say('It goes on.'), onError: sayProblem })}>Let it go on</Button>}>
            Since <Time at={off.data.allOffSince} />. {off.data.why}
          </Notice>
        </div>
      )}
      <Loaded query={query} skeleton={<Lines rows={8} height={24} />}>
        {(data) =>
          data.items.length === 0 ? (
            <Panel label="Senders">
              <Empty icon={IconUserCheck} title="No sender yet" action={add}>
                Connect Unipile under Connections and take its accounts in, or add a mailbox of your own mail server.
              </Empty>
            </Panel>
          ) : (
            <Stack gap="md">
              <div className={classes.senders}>
                {data.items.map((sender) => (
                  <Meant key={sender.id} so={sender.id === meant}>
                    <SenderCard of={sender} />
                  </Meant>
                ))}
              </div>
              <Teams of={data.items} off={off.data?.teamsOff ?? []} />
            </Stack>
          )
        }
      </Loaded>
      {adding && <TakingDialog close={() => setAdding(false)} />}
    </>
  );
}
