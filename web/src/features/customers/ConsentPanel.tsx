import { Button, Group, Modal, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '@/ui/access';
import { IconCircleCheck, IconHelpCircle, IconLock } from '@/ui/icons';
import { Panel } from '@/ui/Page';
import { Tag } from '@/ui/Tag';
import { Time } from '@/ui/Time';
import { say, sayProblem } from '@/ui/toast';
import { type Channel, type ConsentState, type Customer, type Kind, useStateConsent } from './customers.api';
import classes from './customers.module.css';

const CHANNEL: Record<Channel, string> = { EMAIL: 'E-mail', PHONE: 'Phone', MAIL: 'Post', LINKEDIN: 'LinkedIn', ANY: 'Every channel' };

function StateTag({ state }: { state: ConsentState }) {
  if (state === 'GRANTED') return <Tag tone="good" icon={IconCircleCheck}>Yes</Tag>;
  return state === 'WITHDRAWN' ? <Tag tone="bad" icon={IconLock}>No</Tag> : <Tag tone="idle" icon={IconHelpCircle}>Not known</Tag>;
}

function Saying({ kind, id, close }: { kind: Kind; id: string; close: () => void }) {
  const state = useStateConsent();
  const [channel, setChannel] = useState<Channel>('EMAIL');
  const [said, setSaid] = useState<ConsentState>('WITHDRAWN');
  const [purpose, setPurpose] = useState('');
  const [evidence, setEvidence] = useState('');
  const [expires, setExpires] = useState('');
  return (
    <Stack gap="sm">
      <Select label="Channel" data={Object.entries(CHANNEL).map(([value, label]) => ({ value, label }))} value={channel} onChange={(value) => setChannel((value ?? 'EMAIL') as Channel)} allowDeselect={false} />
      <Select
        label="They"
        data={[
          { value: 'GRANTED', label: 'agreed' },
          { value: 'WITHDRAWN', label: 'took it back, or said no' },
        ]}
        value={said}
        onChange={(value) => setSaid((value ?? 'WITHDRAWN') as ConsentState)}
        allowDeselect={false}
      />
      <TextInput label="Purpose" description="Without one, whatever the purpose." placeholder="newsletter" value={purpose} onChange={(event) => setPurpose(event.currentTarget.value)} />
      <Textarea label="Evidence" required description="Where and how it was said, so that it can be proved." value={evidence} onChange={(event) => setEvidence(event.currentTarget.value)} autosize minRows={2} />
      {said === 'GRANTED' && <TextInput type="date" label="Holds until" description="Without one it does not end by itself." value={expires} onChange={(event) => setExpires(event.currentTarget.value)} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button
          disabled={!evidence.trim()}
          loading={state.isPending}
          onClick={() =>
            state.mutate(
              { kind, id, channel, state: said, evidence: evidence.trim(), ...(purpose.trim() ? { purpose: purpose.trim() } : {}), expires: said === 'GRANTED' && expires ? `${expires}T23:59:59Z` : null },
              {
                onSuccess: () => {
                  say('Written down.');
                  close();
                },
                onError: sayProblem,
              },
            )
          }
        >
          Write it down
        </Button>
      </Group>
    </Stack>
  );
}

/** What may be done by which channel, and what was said about it. */
export function ConsentPanel({ kind, of, fixed = false }: { kind: Kind; of: Customer; fixed?: boolean }) {
  const may = useMay();
  const [saying, setSaying] = useState(false);
  return (
    <Panel
      title="Consent"
      actions={
        may('customers:write') &&
        !fixed && (
          <Button size="xs" variant="default" onClick={() => setSaying(true)}>
            Write down
          </Button>
        )
      }
    >
      <ul className={classes.list}>
        {of.consents.map((consent) => (
          <li key={consent.channel}>
            <Text size="sm" span w={80}>
              {CHANNEL[consent.channel]}
            </Text>
            <StateTag state={consent.state} />
            <Text size="xs" c="dimmed" span className="wrap">
              {consent.why}
            </Text>
            {consent.evidence.slice(0, 1).map((said) => (
              <Text key={said.since} size="xs" c="dimmed" span className="wrap">
                ({said.source}, <Time at={said.since} />)
              </Text>
            ))}
          </li>
        ))}
      </ul>
      <Modal opened={saying} onClose={() => setSaying(false)} title="What did they say?" size="md">
        <Saying kind={kind} id={of.id} close={() => setSaying(false)} />
      </Modal>
    </Panel>
  );
}
