import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { ApiProblem } from '@/api/problem';
import { session, setup } from '@/api/queries';
import { Lines } from '@/ui/Loaded';
import { Failed, Notice } from '@/ui/Notice';
import { useSetup } from './access.api';
import { Gate } from './Gate';
import { passwordFault } from './passwords';

const route = getRouteApi('/setup');

export default function SetupPage() {
  const { token: fromLink } = route.useSearch();
  const navigate = useNavigate();
  const state = useQuery(setup());
  const begin = useSetup();
  const [values, setValues] = useState({ token: fromLink ?? '', organisation: '', name: '', email: '', password: '', again: '' });
  const set = (name: keyof typeof values) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setValues((before) => ({ ...before, [name]: value }));
  };
  const [tried, setTried] = useState(false);
  const passwordField = useRef<HTMLInputElement>(null);
  const againField = useRef<HTMLInputElement>(null);
  const fault = values.password || tried ? passwordFault(values.password) : undefined;
  const different = (values.again !== '' || tried) && values.again !== values.password;
  const closed = state.data?.open === false;
  const { data: me } = useQuery({ ...session(), enabled: closed });
  const signedIn = Boolean(me);

  // A used link is no place to stay at: whoever is signed in goes on, for others the spent code leaves the address.
  useEffect(() => {
    if (closed && signedIn) void navigate({ to: '/', replace: true });
    else if (closed && fromLink) void navigate({ to: '/setup', search: {}, replace: true });
  }, [closed, signedIn, fromLink, navigate]);

  if (state.isPending) {
    return (
      <Gate title="Set up SalesSync">
        <Lines rows={5} height={34} />
      </Gate>
    );
  }
  if (closed) {
    return (
      <Gate title="Set up SalesSync">
        <Notice
          tone="good"
          title="This installation is set up already"
          after={
            <Button component={Link} to="/sign-in" size="sm">
              Sign in
            </Button>
          }
        >
          Its first administrator exists, and the link was good once only. Sign in, or ask your administrator for an account.
        </Notice>
      </Gate>
    );
  }

  // Only the answer to the form tells whether the link is good; what was typed is kept for the next try.
  const linkRefused = begin.error instanceof ApiProblem && begin.error.code === 'access.setup-closed';

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (passwordFault(values.password)) return passwordField.current?.focus();
    if (values.again !== values.password) return againField.current?.focus();
    const { token, organisation, name, email, password } = values;
    begin.mutate({ token, organisation, name, email, password }, { onSuccess: () => void navigate({ to: '/' }) });
  };

  return (
    <Gate title="Set up SalesSync" lead="You create your organisation and become its owner. Others are added afterwards.">
      <form onSubmit={submit}>
        <Stack gap="sm">
          {linkRefused ? (
            <Notice tone="bad" live title="This link is not good (any more)">
              It was mistyped, used or is too old. While nobody can sign in, each start of the server prints a fresh one: open that, or put in the part after token= here.
            </Notice>
          ) : (
            begin.error && <Failed error={begin.error} />
          )}
          {(!fromLink || linkRefused) && (
            <TextInput label="One-time code" description="The part after token= in the link the server printed" required value={values.token} onChange={set('token')} />
          )}
          <TextInput label="Organisation" autoComplete="organization" required value={values.organisation} onChange={set('organisation')} autoFocus />
          <TextInput label="Your name" autoComplete="name" required value={values.name} onChange={set('name')} />
          <TextInput label="E-mail" type="email" autoComplete="username" required value={values.email} onChange={set('email')} />
          <PasswordInput
            ref={passwordField}
            label="Password"
            description="At least 12 characters; a few words make a good one"
            autoComplete="new-password"
            required
            error={fault}
            value={values.password}
            onChange={set('password')}
            visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
          />
          <PasswordInput
            ref={againField}
            label="Password again"
            autoComplete="new-password"
            required
            error={different ? 'The two are not the same' : undefined}
            value={values.again}
            onChange={set('again')}
            visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the repeated password' }}
          />
          <Button type="submit" size="md" mt="xs" loading={begin.isPending}>
            Create the organisation
          </Button>
        </Stack>
      </form>
    </Gate>
  );
}
