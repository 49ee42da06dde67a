import { Button, Code, CopyButton, Group, List, Loader, Modal, PasswordInput, Select, Stack, Stepper, Text, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import type { Connection, Vendor, VendorSetting } from '@/api/contract';
import { vendors } from '@/api/queries';
import { Failed, Notice } from '@/ui/Notice';
import { say } from '@/ui/toast';
import { useAddConnection, useChangeConnection, useTestConnection } from './connections.api';
import { SignInButton } from './TestButton';

/** One setting of a vendor's connections; a secret is never shown again. */
function SettingInput({ of, value, set, kept }: { of: VendorSetting; value: string; set: (value: string) => void; kept: boolean }) {
  const help = kept && of.secret ? 'Leave empty to keep the present one; it cannot be shown' : of.help;
  if (of.choices.length > 0) return <Select label={of.title} description={help} data={of.choices.map((one) => ({ value: one, label: CHOICE[one] ?? one }))} value={value || of.standard} onChange={(chosen) => set(chosen ?? of.standard)} allowDeselect={false} />;
  if (of.secret && !of.multiline) {
    return <PasswordInput label={of.title} description={help} autoComplete="off" value={value} onChange={(event) => set(event.currentTarget.value)} visibilityToggleButtonProps={{ 'aria-label': `Show or hide: ${of.title}` }} />;
  }
  if (of.multiline) return <Textarea label={of.title} description={help} autosize minRows={3} maxRows={8} spellCheck={false} value={value} onChange={(event) => set(event.currentTarget.value)} />;
  return <TextInput label={of.title} description={help} placeholder={of.standard || undefined} value={value} onChange={(event) => set(event.currentTarget.value)} />;
}

/** What a choice of a vendor's means, where its word alone does not say it. */
const CHOICE: Record<string, string> = {
  'client-credentials': 'The program itself, by the app’s key and secret',
  jwt: 'A signed assertion for a user (JWT bearer)',
  web: 'A person who approves in the browser',
};

/** Which settings a way to sign in needs; the others would only confuse. */
const NEEDED: Record<string, string[]> = {
  'client-credentials': ['clientId', 'clientSecret'],
  jwt: ['clientId', 'username', 'privateKey', 'audience'],
  web: ['clientId', 'clientSecret'],
};

function needed(settings: VendorSetting[], flow: string): VendorSetting[] {
  const known = NEEDED[flow];
  const everyFlow = new Set(Object.values(NEEDED).flat());
  return known ? settings.filter((one) => !everyFlow.has(one.name) || known.includes(one.name)) : settings;
}

/** What somebody needs at hand before the form makes sense. */
function Before({ vendor }: { vendor: Vendor }) {
  if (vendor.vendor !== 'salesforce') {
    return (
      <Text size="sm" className="wrap">
        {vendor.tokenHelp || `An account of ${vendor.title}, and the address where its API answers.`}
      </Text>
    );
  }
  return (
    <List size="sm" spacing={6} className="wrap">
      <List.Item>
        The address of your org, its <b>My Domain</b>: Setup, “My Domain”. It looks like https://acme.my.salesforce.com.
      </List.Item>
      <List.Item>
        An <b>External Client App</b>: Setup, “External Client App Manager”, with OAuth on and the scopes <Code>api</Code> and <Code>refresh_token</Code>. Its consumer key and secret are asked for in the next step.
      </List.Item>
      <List.Item>For sign-in by the program itself: the flow “Client Credentials” switched on in the app, with the user it runs as. That user sees and may write what its profile allows, and no more.</List.Item>
    </List>
  );
}

const CALLBACK = '/api/v1/connections/sign-in/callback';

/** Where the service sends people back after they signed in there: it has to be told of it. */
function Callback() {
  const address = `${window.location.origin}${CALLBACK}`;
  return (
    <div>
      <Text size="sm" fw={500}>
        Callback address for the app
      </Text>
      <Group gap={8} wrap="nowrap">
        <Code className="wrap" style={{ flex: 1 }}>
          {address}
        </Code>
        <CopyButton value={address}>
          {({ copied, copy }) => (
            <Button size="compact-sm" variant="default" onClick={copy}>
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
      </Group>
    </div>
  );
}

/** What the service said to a connection that was just made. */
function Tried({ of, flow, again, done }: { of: Connection; flow: string; again: () => void; done: () => void }) {
  const test = useTestConnection();
  const { mutate } = test;
  useEffect(() => {
    if (flow !== 'web') mutate(of.id);
  }, [of.id, flow, mutate]);
  return (
    <Stack gap="md">
      {flow === 'web' ? (
        <>
          <Notice tone="info" title={`${of.name} has been added`}>
            Sign in at the service once; the program keeps the permission, not the password.
          </Notice>
          <SignInButton connection={of} />
        </>
      ) : test.isPending || (!test.data && !test.error) ? (
        <Group gap="sm">
          <Loader size="sm" />
          <Text size="sm">Asking {of.name} who we are there …</Text>
        </Group>
      ) : test.error ? (
        <Failed error={test.error} />
      ) : test.data?.healthy ? (
        <Notice tone="good" title={`${of.name} works`}>
          {test.data.account ? `Signed in as ${test.data.account}.` : 'It answers.'}
        </Notice>
      ) : (
        <Notice tone="bad" title={`${of.name} does not work yet`}>
          {test.data?.message ?? 'It gave no reason.'}
        </Notice>
      )}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={again}>
          Change the settings
        </Button>
        <Button onClick={done}>Done</Button>
      </Group>
    </Stack>
  );
}

export function ConnectionForm({ opened, connection, onClose }: { opened: boolean; connection?: Connection; onClose: () => void }) {
  const { data } = useQuery({ ...vendors(), enabled: opened });
  const known: Vendor[] = Array.isArray(data) ? data : (data?.items ?? []);
  const add = useAddConnection();
  const change = useChangeConnection();
  const [vendor, setVendor] = useState(connection?.vendor ?? 'monday');
  const [name, setName] = useState(connection?.name ?? '');
  const [address, setAddress] = useState<string | undefined>(connection?.endpoint);
  const [token, setToken] = useState('');
  const [settings, setSettings] = useState<Record<string, string>>({ ...(connection?.settings ?? {}) });
  const [step, setStep] = useState(connection ? 1 : 0);
  const [made, setMade] = useState<Connection>();
  const chosen = known.find((one) => one.vendor === vendor);
  const endpoint = address ?? chosen?.endpoint ?? '';
  const error = add.error ?? change.error;
  const all = chosen?.settings ?? [];
  const flowSetting = all.find((one) => one.name === 'flow');
  const flow = settings.flow ?? flowSetting?.standard ?? '';
  const shown = needed(all, flow);
  // what has a value that is right for nearly everybody stands apart
  const apart = shown.filter((one) => one.standard && one.choices.length === 0 && !one.secret);
  const [more, setMore] = useState(false);
  const input = (one: VendorSetting) => <SettingInput key={one.name} of={one} value={settings[one.name] ?? ''} set={(value) => setSettings((before) => ({ ...before, [one.name]: value }))} kept={Boolean(connection)} />;
  const given = () => Object.fromEntries(shown.map((one) => [one.name, settings[one.name] ?? one.standard]).filter(([, value]) => value));

  const close = () => {
    setToken('');
    if (!connection && made) {
      setName('');
      setAddress(undefined);
      setSettings({});
      setMade(undefined);
      setStep(0);
    }
    onClose();
  };
  const done = (text: string) => {
    say(text);
    close();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const there = connection ?? made;
    if (there) {
      change.mutate({ id: there.id, name, endpoint, ...(token ? { token } : {}), ...(all.length ? { settings: given() } : {}) }, { onSuccess: (next) => (connection ? done(`${name} has been changed.`) : (setMade(next), setStep(2))) });
    } else {
      add.mutate({ vendor, name, endpoint, ...(all.length ? { settings: given() } : { token }) }, { onSuccess: (next) => { setMade(next); setStep(2); } });
    }
  };

  return (
    <Modal opened={opened} onClose={close} title={connection ? `Change ${connection.name}` : 'Add a connection'} size="lg">
      <Stack gap="md">
        {!connection && (
          <Stepper active={step} size="xs" allowNextStepsSelect={false} onStepClick={(next) => !made && setStep(next)}>
            <Stepper.Step label="Service" />
            <Stepper.Step label="Settings" />
            <Stepper.Step label="Test" />
          </Stepper>
        )}
        {step === 0 && (
          <Stack gap="sm">
            <Select
              label="Service"
              data={known.length ? known.map((one) => ({ value: one.vendor, label: one.title })) : [{ value: vendor, label: vendor }]}
              value={vendor}
              onChange={(value) => {
                setVendor(value ?? 'monday');
                setAddress(undefined);
                setSettings({});
              }}
              allowDeselect={false}
            />
            {chosen && (
              <div>
                <Text size="sm" fw={500} mb={4}>
                  What you need
                </Text>
                <Before vendor={chosen} />
              </div>
            )}
            <Group justify="flex-end" gap="sm" mt="xs">
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
              <Button disabled={!chosen} onClick={() => setStep(1)}>
                Next
              </Button>
            </Group>
          </Stack>
        )}
        {step === 1 && (
          <form onSubmit={submit}>
            <Stack gap="sm">
              {error && <Failed error={error} />}
              <TextInput label="Name" description="How mappings and people call it" required value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
              <TextInput label="Address" type="url" required value={endpoint} onChange={(event) => setAddress(event.currentTarget.value)} />
              {all.length > 0 ? (
                <>
                  {shown.filter((one) => !apart.includes(one)).map(input)}
                  {apart.length > 0 && (
                    <div>
                      <Button size="compact-sm" variant="subtle" onClick={() => setMore(!more)} aria-expanded={more}>
                        {more ? 'Fewer settings' : 'Further settings'}
                      </Button>
                    </div>
                  )}
                  {more && apart.map(input)}
                </>
              ) : (
                <PasswordInput
                  label={connection ? 'New token' : 'Token'}
                  description={connection ? 'Leave empty to keep the present one; it cannot be shown' : (chosen?.tokenHelp ?? 'Kept encrypted; it is not shown again')}
                  required={!connection && !made}
                  autoComplete="off"
                  value={token}
                  onChange={(event) => setToken(event.currentTarget.value)}
                  visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the token' }}
                />
              )}
              {flow === 'web' && <Callback />}
              <Group justify="flex-end" gap="sm" mt="xs">
                <Button variant="default" onClick={close}>
                  Cancel
                </Button>
                <Button type="submit" loading={add.isPending || change.isPending}>
                  {connection ? 'Save' : flow === 'web' ? 'Add' : 'Add and test'}
                </Button>
              </Group>
            </Stack>
          </form>
        )}
        {step === 2 && made && <Tried key={made.id} of={made} flow={flow} again={() => setStep(1)} done={() => done(`${made.name} has been added.`)} />}
      </Stack>
    </Modal>
  );
}
