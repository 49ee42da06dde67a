import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { ApiProblem } from '@/api/problem';
import { show } from '@/testing/render';
import { Loaded } from './Loaded';

const ASKED = { data: undefined as string | undefined, error: null as unknown, isPending: true, refetch: vi.fn() };

it('shows that something is coming', async () => {
  show(<Loaded query={ASKED}>{(text) => text}</Loaded>);
  expect(await screen.findByRole('status', { name: 'Loading' })).toBeTruthy();
});

it('says what went wrong, what to quote, and tries again', async () => {
  const refetch = vi.fn();
  const error = new ApiProblem({ status: 502, code: 'x', title: 'The board cannot be reached', detail: 'It answered with 503.', id: 'abc-1' });
  show(<Loaded query={{ ...ASKED, error, refetch }}>{(text) => text}</Loaded>);
  expect(await screen.findByText('The board cannot be reached')).toBeTruthy();
  expect(screen.getByText('abc-1')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(refetch).toHaveBeenCalledOnce();
});

it('keeps what is there when bringing it up to date fails, and says so', async () => {
  show(<Loaded query={{ ...ASKED, data: 'the rows', error: new Error('no') }}>{(text) => text}</Loaded>);
  expect(await screen.findByText('the rows')).toBeTruthy();
  expect(screen.getByText(/may be old/)).toBeTruthy();
});
