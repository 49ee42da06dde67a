import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import type { Run } from '@/api/contract';
import { keys } from '@/api/queries';
import { answering, RUN, SESSION, show } from '@/testing/render';
import { RunStateTag } from '@/ui/StateTags';
import { UndoButton } from './UndoButton';
import { VerifyOutcome } from './VerifyOutcome';

const VERIFY = { ...RUN, kind: 'ordersync.verify', state: 'PARTLY_FAILED' } as Run;

it('lists what a verify found and heals it after asking', async () => {
  const asked = answering({
    'GET /session': { body: SESSION },
    'GET /ordersync/s1/report': { body: { drift: [{ kind: 'CHANGED', sourceKey: 'PO-4711', column: 'qty', expected: '12', found: '11', healed: false }] } },
    'POST /ordersync/s1/verify': { body: { ...VERIFY, id: 'r2' } },
  });
  const { client } = show(<VerifyOutcome run={VERIFY} sync="s1" />);
  client.setQueryData(keys.session, SESSION);
  expect(await screen.findByText('PO-4711')).toBeTruthy();
  expect(screen.getByText('Another value')).toBeTruthy();
  await userEvent.click(await screen.findByRole('button', { name: 'Heal on the board' }));
  const yes = await screen.findAllByRole('button', { name: 'Heal on the board' });
  await userEvent.click(yes.at(-1) as HTMLElement);
  expect(asked.find((one) => one.call === 'POST /ordersync/s1/verify')?.body).toEqual({ heal: true });
});

it('calls differences what they are, not failures', async () => {
  show(<RunStateTag state="PARTLY_FAILED" kind="ordersync.verify" />);
  expect(await screen.findByText('Done, differences')).toBeTruthy();
});

it('takes the run back that it was given', async () => {
  const asked = answering({ 'GET /session': { body: SESSION }, 'POST /ordersync/s1/undo': { body: RUN } });
  const { client } = show(
    <UndoButton sync="s1" run={{ ...RUN, state: 'SUCCEEDED' } as Run}>
      Undo
    </UndoButton>,
  );
  client.setQueryData(keys.session, SESSION);
  await userEvent.click(await screen.findByRole('button', { name: 'Undo' }));
  await userEvent.click(await screen.findByRole('button', { name: 'Take it back' }));
  expect(asked.find((one) => one.call === 'POST /ordersync/s1/undo')?.body).toEqual({ runId: 'r1' });
});
