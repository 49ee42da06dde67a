import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { answering, show } from '@/testing/render';
import SetupPage from './SetupPage';

vi.mock('@tanstack/react-router', async (original) => ({ ...(await original<object>()), getRouteApi: () => ({ useSearch: () => ({ token: 'wrong' }) }) }));

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
