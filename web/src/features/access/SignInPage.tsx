import { Button, PasswordInput, Select, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { ApiProblem, asProblem } from '@/api/problem';
import { setup } from '@/api/queries';
import { span } from '@/lib/format';
import { useNow } from '@/lib/useNow';
import { Notice } from '@/ui/Notice';
import { useSignIn } from './access.api';
import { Gate } from './Gate';
import { safeReturn } from './safeReturn';

const route = getRouteApi('/sign-in');

function tenantsOf(error: unknown): string[] {
  if (!(error instanceof ApiProblem) || error.code !== 'access.which-tenant') return [];
  const { tenants } = error.places;
  return Array.isArray(tenants) ? tenants.map(String) : [];
}

export default function SignInPage() {
  const { next } = route.useSearch();
  const router = useRouter();
  const { data: first } = useQuery(setup());
  const signIn = useSignIn();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [tenant, setTenant] = useState<string | null>(null);
  const [tenants, setTenants] = useState<string[]>([]);
  const [blockedUntil, setBlockedUntil] = useState(0);
  const now = useNow(1000, blockedUntil > 0);
  const wait = Math.max(0, Math.ceil((blockedUntil - now) / 1000));

  const refused = (error: unknown) => {
    const choices = tenantsOf(error);
    if (choices.length) setTenants(choices);
    const seconds = asProblem(error).retryAfterSeconds;
    if (seconds) setBlockedUntil(Date.now() + seconds * 1000);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate({ email: email.trim(), password, ...(tenant ? { tenant } : {}) }, { onSuccess: () => router.history.push(safeReturn(next)), onError: refused });
  };

  const problem = signIn.error && !tenantsOf(signIn.error).length ? asProblem(signIn.error) : undefined;
  return (
    <Gate title="Sign in" lead={next ? 'Sign in to go on where you were.' : 'Use the e-mail address your administrator entered for you.'}>
      <form onSubmit={submit}>
        <Stack gap="md">
          {first?.open && (
            <Notice tone="info" title="No administrator yet">
              This installation is new. Open the one-time link that the server printed when it started to create the first administrator.
            </Notice>
          )}
          {tenants.length > 0 && !tenant && (
            <Notice tone="info" live title="Which organisation?">
              This e-mail address belongs to more than one. Choose where you want to sign in.
            </Notice>
          )}
          {problem && (
            <Notice tone={wait > 0 || problem.status === 0 ? 'warn' : 'bad'} live title={problem.title}>
              {problem.detail}
              {wait > 0 && <> You can try again in {span(wait)}.</>}
              {problem.id && problem.status >= 500 && <> Quote {problem.id} if you ask for help.</>}
            </Notice>
          )}
          <TextInput label="E-mail" type="email" autoComplete="username" required withAsterisk={false} value={email} onChange={(event) => setEmail(event.currentTarget.value)} autoFocus size="md" />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            size="md"
            visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
          />
          {tenants.length > 0 && (
            <Select label="Organisation" data={tenants} value={tenant} onChange={setTenant} required placeholder="Choose one" size="md" allowDeselect={false} />
          )}
          <Button type="submit" size="md" fullWidth loading={signIn.isPending} disabled={wait > 0 || (tenants.length > 0 && !tenant)}>
            {wait > 0 ? `Wait ${span(wait)}` : 'Sign in'}
          </Button>
        </Stack>
      </form>
    </Gate>
  );
}
