import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { keys } from '@/api/queries';
import { answering, SESSION, show } from '@/testing/render';
import { ReportByItself } from './ReportByItself';
import { addressesIn } from './reportMail';
import { SendReport } from './SendReport';

it('reads addresses as people paste them', () => {
  expect(addressesIn(' nina@example.org;team@example.org,\nmax@example.org ')).toEqual(['nina@example.org', 'team@example.org', 'max@example.org']);
  expect(addressesIn(' , ; ')).toEqual([]);
});

it('sends the report of the run that is shown to the addresses that are typed', async () => {
  const asked = answering({ 'GET /session': { body: SESSION }, 'POST /ordersync/s1/report/mail': { status: 202, body: { items: [{ mail: 'm1', to: 'nina@example.org' }] } } });
  const { client } = show(<SendReport sync="s1" run="r1" canSend />);
  client.setQueryData(keys.session, SESSION);
  await userEvent.click(await screen.findByRole('button', { name: 'Send by e-mail' }));
  expect((await screen.findByRole('button', { name: 'Send' })).hasAttribute('disabled')).toBe(true);
  await userEvent.type(screen.getByLabelText(/^To/), 'nina@example.org, max@example.org');
  await userEvent.click(screen.getByRole('button', { name: 'Send' }));
  await waitFor(() => expect(asked.find((one) => one.call === 'POST /ordersync/s1/report/mail')?.body).toEqual({ run: 'r1', to: ['nina@example.org', 'max@example.org'] }));
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Send' })).toBeNull());
});

it('keeps what was typed where the server refuses it, and says why', async () => {
  answering({ 'POST /ordersync/s1/report/mail': { status: 422, body: { code: 'mail.wrong-address', title: 'Not one e-mail address', detail: "'nina' is not one e-mail address." } } });
  const { client } = show(<SendReport sync="s1" run="r1" canSend={false} />);
  client.setQueryData(keys.session, SESSION);
  await userEvent.click(await screen.findByRole('button', { name: 'Send by e-mail' }));
  expect(await screen.findByText('No mail server is configured')).toBeTruthy();
  await userEvent.type(screen.getByLabelText(/^To/), 'nina');
  await userEvent.click(screen.getByRole('button', { name: 'Send' }));
  expect(await screen.findByText(/'nina' is not one/)).toBeTruthy();
  expect((screen.getByLabelText(/^To/) as HTMLInputElement).value).toBe('nina');
});

it('saves who gets reports by themselves, and offers nothing to save until something changed', async () => {
  const asked = answering({ 'PUT /ordersync/s1/report/mail': (body) => ({ body: { ...(body as object), canSend: true } }) });
  const { client } = show(<ReportByItself sync="s1" of={{ recipients: ['nina@example.org'], when: 'FAILURES', canSend: true }} />);
  client.setQueryData(keys.session, SESSION);
  const save = await screen.findByRole('button', { name: 'Save' });
  expect(save.hasAttribute('disabled')).toBe(true);
  await userEvent.type(screen.getByLabelText(/^To/), ', max@example.org');
  await userEvent.click(save);
  await waitFor(() => expect(asked.find((one) => one.call.startsWith('PUT'))?.body).toEqual({ recipients: ['nina@example.org', 'max@example.org'], when: 'FAILURES' }));
});

it('tells who may not change it what is set', async () => {
  answering({});
  const reader = { ...SESSION, permissions: ['ordersync:read'] };
  const { client } = show(<ReportByItself sync="s1" of={{ recipients: ['nina@example.org'], when: 'ALWAYS', canSend: true }} />);
  client.setQueryData(keys.session, reader);
  expect(await screen.findByText('After every run: to nina@example.org.')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Save' })).toBeNull();
});
