import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useMay } from '@/ui/access';
import { Failed, Notice } from '@/ui/Notice';
import { Panel } from '@/ui/Page';
import { say } from '@/ui/toast';
import { addressesIn, type Recipients, useSetRecipients, type When, WHENS } from './reportMail';

/** To whom the report goes when a run ends, without anybody asking. */
export function ReportByItself({ sync, of }: { sync: string; of: Recipients }) {
  const may = useMay()('ordersync:write');
  const [when, setWhen] = useState<When>(of.when);
  const [text, setText] = useState(of.recipients.join(', '));
  const set = useSetRecipients(sync);
  const recipients = addressesIn(text);
  const changed = when !== of.when || recipients.join() !== of.recipients.join();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    set.mutate({ recipients, when }, { onSuccess: (saved) => say(saved.when === 'NEVER' ? 'Reports go out on demand alone.' : 'Saved: it holds from the next run on.') });
  };
  if (!may) {
    return (
      <Panel title="By itself">
        <Text size="sm">{of.when === 'NEVER' ? 'No report goes out by itself.' : `${WHENS.find((one) => one.value === of.when)?.label}: to ${of.recipients.join(', ')}.`}</Text>
      </Panel>
    );
  }
  return (
    <Panel title="By itself">
      <form onSubmit={submit}>
        <Stack gap="sm">
          {set.error && <Failed error={set.error} />}
          {!of.canSend && when !== 'NEVER' && (
            <Notice tone="warn" title="No mail server is configured">
              The mails wait for a day and are given up then. Whoever runs this server sets SPRING_MAIL_HOST.
            </Notice>
          )}
          <Group align="flex-end" gap="sm" wrap="wrap">
            <Select label="Send the report of a run" w={{ base: '100%', sm: 300 }} allowDeselect={false} data={WHENS} value={when} onChange={(chosen) => chosen && setWhen(chosen as When)} />
            <TextInput label="To" style={{ flex: '1 1 260px' }} inputMode="email" placeholder="nina@example.org, team@example.org" disabled={when === 'NEVER'} required={when !== 'NEVER'} value={text} onChange={(event) => setText(event.currentTarget.value)} />
            <Button type="submit" variant="default" loading={set.isPending} disabled={!changed}>
              Save
            </Button>
          </Group>
          <Text size="xs" c="dimmed">
            Runs, verifications and undos of this order sync. One mail for each address, never twice.
          </Text>
        </Stack>
      </form>
    </Panel>
  );
}
