import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { answering, show } from '@/testing/render';
import SetupPage from './SetupPage';

const search = vi.hoisted((): { token?: string } => ({ token: 'wrong' }));
vi.mock('@tanstack/react-router', async (original) => ({ ...(await original<object>()), getRouteApi: () => ({ useSearch: () => search }) }));

it('says why it does not go on with a short password, beside the password, and sends nothing', async () => {
  const asked = answering({ 'GET /setup': { body: { open: true } }, 'GET /session': { status: 401 } });
  show(<SetupPage />);
  await userEvent.type(await screen.findByLabelText(/^Organisation/), 'Lakeside');
  await userEvent.type(screen.getByLabelText(/^Your name/), 'Mara');
  await userEvent.type(screen.getByLabelText(/^E-mail/), 'mara@lakeside.example');
  await userEvent.type(screen.getByLabelText(/^Password\b(?! again)/), 'short');
  await userEvent.type(screen.getByLabelText(/^Password again/), 'short');
  await userEvent.click(screen.getByRole('button', { name: 'Create the organisation' }));
  expect(await screen.findByText('At least 12 characters, 7 more')).toBeTruthy();
  expect(document.activeElement).toBe(screen.getByLabelText(/^Password\b(?! again)/));
  expect(asked.some(({ call }) => call === 'POST /setup')).toBe(false);
});

it('says that the link is wrong, keeps what was typed and asks for another code', async () => {
  answering({ 'GET /setup': { body: { open: true } }, 'GET /session': { status: 401 }, 'POST /setup': { status: 409, body: { code: 'access.setup-closed', title: 'The set-up is closed', detail: 'This link was used.' } } });
  show(<SetupPage />);
  await userEvent.type(await screen.findByLabelText(/^Organisation/), 'Lakeside');
  await userEvent.type(screen.getByLabelText(/^Your name/), 'Mara');
  await userEvent.type(screen.getByLabelText(/^E-mail/), 'mara@lakeside.example');
  await userEvent.type(screen.getByLabelText(/^Password\b(?! again)/), 'four quiet geese');
  await userEvent.type(screen.getByLabelText(/^Password again/), 'four quiet geese');
  await userEvent.click(screen.getByRole('button', { name: 'Create the organisation' }));
  expect(await screen.findByText('This link is not good (any more)')).toBeTruthy();
  expect(screen.getByLabelText<HTMLInputElement>(/^One-time code/).value).toBe('wrong');
  expect(screen.getByLabelText<HTMLInputElement>(/^Organisation/).value).toBe('Lakeside');
});

it('says that a used link is spent and leads to signing in', async () => {
  delete search.token;
  answering({ 'GET /setup': { body: { open: false } }, 'GET /session': { status: 401 } });
  show(<SetupPage />);
  expect(await screen.findByText('This installation is set up already')).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Sign in' }).getAttribute('href')).toBe('/sign-in');
});
