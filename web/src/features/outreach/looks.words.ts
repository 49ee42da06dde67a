import type { Tone } from '@/ui/Tag';

export const LOOK_KIND: Record<string, string> = {
  INCREMENTAL: 'Newest connections',
  FULL: 'All connections',
  INVITATIONS: 'Invitations that wait',
  MESSAGES: 'Messages',
  MAILS: 'Mails',
  PROFILE: 'A profile',
};

/** Why a look ended. */
export const LOOK_STOP: Record<string, { label: string; tone: Tone; means: string }> = {
  END: { label: 'To the end', tone: 'good', means: '' },
  WATERMARK: { label: 'Known from here', tone: 'good', means: 'What is older is known.' },
  KNOWN: { label: 'Known from here', tone: 'good', means: 'Two pages held nothing new.' },
  REPEATED_CURSOR: { label: 'Went in a circle', tone: 'warn', means: 'The service gave the same page again, so it was left.' },
  PAGES: { label: 'Most pages', tone: 'warn', means: 'There were more pages than one look reads.' },
  TIME: { label: 'Took too long', tone: 'warn', means: 'A look may not take longer.' },
  REFUSED: { label: 'Refused', tone: 'bad', means: 'The service refused it.' },
  NO_ANSWER: { label: 'No answer', tone: 'bad', means: 'The service did not answer.' },
  NOT_SENT: { label: 'Not reached', tone: 'bad', means: 'The service could not be reached.' },
  ACCOUNT: { label: 'Account not well', tone: 'bad', means: 'The account was not well before or after it.' },
  QUOTA: { label: 'Day used up', tone: 'warn', means: 'As many looks as a day may have were made.' },
};

/** Seconds as people say them. */
export function spanOf(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 360) / 10} h`;
}
