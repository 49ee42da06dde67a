import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { count } from '@/lib/format';
import { useMay } from '@/ui/access';
import { IconMail } from '@/ui/icons';
import { Failed, Notice } from '@/ui/Notice';
import { say } from '@/ui/toast';
import { addressesIn, useSendReport } from './reportMail';

/** Sends a run's report to the addresses that are typed in. */
export function SendReport({ sync, run, canSend }: { sync: string; run: string; canSend: boolean }) {
  const may = useMay();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const send = useSendReport(sync);
  const to = addressesIn(text);
  if (!may('ordersync:run')) return null;
  const close = () => {
    setOpen(false);
    send.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send.mutate(
      { run, to },
      {
        onSuccess: ({ items }) => {
          close();
          say(`The report is on its way to ${count(items.length, 'address', 'addresses')}.`);
        },
      },
    );
  };
  return (
    <>
      <Button variant="default" leftSection={<IconMail size={16} />} onClick={() => setOpen(true)}>
        Send by e-mail
      </Button>
      <Modal opened={open} onClose={close} title="Send this report by e-mail" size="md">
        <form onSubmit={submit}>
          <Stack gap="sm">
            {send.error && <Failed error={send.error} />}
            {!canSend && (
              <Notice tone="warn" title="No mail server is configured">
                Whoever runs this server sets SPRING_MAIL_HOST. Until then the page to print can be sent by hand.
              </Notice>
            )}
            <TextInput label="To" description="Several addresses with commas between" type="text" inputMode="email" autoComplete="email" placeholder="nina@example.org" required value={text} onChange={(event) => setText(event.currentTarget.value)} data-autofocus />
            <Text size="xs" c="dimmed">
              It holds orders and their values: send it to people who may see them.{' '}
              {may('mail:read') && (
                <>
                  What became of it is in the <Link to="/mail">mail log</Link>.
                </>
              )}
            </Text>
            <Group justify="flex-end" gap="sm">
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
              <Button type="submit" loading={send.isPending} disabled={to.length === 0}>
                Send
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
