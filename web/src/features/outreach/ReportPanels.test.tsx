import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { show } from '@/testing/render';
import { Accepted, Errors, Mails, Shortfalls } from './ReportPanels';

it('tells accepted invitations of each step and text with what the share may really be', async () => {
  show(<Accepted of={[{ sequence: 's1', sequenceName: 'Spring', step: 'invite', variant: 'short', invited: 80, accepted: 24, share: 0.3, low: 0.21, high: 0.41 }]} />);
  expect((await screen.findAllByText(/Spring/)).length).toBeGreaterThan(0);
  expect(screen.getAllByText('30 %').length).toBeGreaterThan(0);
  expect(screen.getAllByText('21 % – 41 %').length).toBeGreaterThan(0);
});

it('names classes of errors as recovery does, with their share', async () => {
  show(<Errors of={[{ name: 'LEAD_TERMINAL', leads: 3, share: 0.75 }, { name: 'TRANSIENT', leads: 1, share: 0.25 }]} />);
  expect((await screen.findAllByText('Failed: the person cannot be reached so')).length).toBeGreaterThan(0);
  expect(screen.getAllByText('lead_terminal').length).toBeGreaterThan(0);
  expect(screen.getAllByText('75 %').length).toBeGreaterThan(0);
});

it('tells openings and clicks of mails with what they are worth, and nothing where no mail went out', async () => {
  const mails = { sent: 120, opened: 30, followed: 6, machines: 44, caveat: 'Answers are what counts.' };
  show(<Mails of={mails} />);
  expect(await screen.findByText('25 %')).toBeTruthy();
  expect(screen.getByText('5 %')).toBeTruthy();
  expect(screen.getByText('Answers are what counts.')).toBeTruthy();
  const { container } = show(<Mails of={{ ...mails, sent: 0 }} />);
  expect(container.textContent).not.toContain('Opened');
});

it('says what went wrong while it was down', async () => {
  show(<Shortfalls of={[{ what: 'The engine has not come round for 3 minutes.', count: 12 }]} />);
  expect(await screen.findByText(/12 minutes: The engine/)).toBeTruthy();
});
