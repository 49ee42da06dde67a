import type { Icon } from '@tabler/icons-react';
import { IconArrowBackUp, IconArrowsSplit, IconCheck, IconChecklist, IconEye, IconHourglass, IconMail, IconMessageCircle, IconSend, IconSitemap, IconUserPlus } from '@/ui/icons';
import type { Tone } from '@/ui/Tag';
import type { Step, StepType } from './document';

export const STEP: Record<StepType, { label: string; icon: Icon; about: string; channel?: 'LinkedIn' | 'E-mail' }> = {
  invite: { label: 'Invitation', icon: IconUserPlus, about: 'Asks to connect on LinkedIn, with or without a note', channel: 'LinkedIn' },
  message: { label: 'Message', icon: IconMessageCircle, about: 'Writes to somebody connected', channel: 'LinkedIn' },
  inmail: { label: 'InMail', icon: IconSend, about: 'Writes to somebody who is not connected; costs a credit', channel: 'LinkedIn' },
  email: { label: 'E-mail', icon: IconMail, about: 'Sends a mail, in a new thread or as an answer to the last one', channel: 'E-mail' },
  visit: { label: 'Visit', icon: IconEye, about: 'Looks at the profile; the person is told of it', channel: 'LinkedIn' },
  withdraw: { label: 'Take invitation back', icon: IconArrowBackUp, about: 'Withdraws an invitation that nobody accepted', channel: 'LinkedIn' },
  wait: { label: 'Wait', icon: IconHourglass, about: 'Hours, days or working days, a little longer by chance' },
  condition: { label: 'Condition', icon: IconArrowsSplit, about: 'Goes one way or another: connected, replied, opened, a field' },
  task: { label: 'Task', icon: IconChecklist, about: 'Something a person does' },
  flow: { label: 'Call a flow', icon: IconSitemap, about: 'Starts a flow with the lead as its record' },
  end: { label: 'End', icon: IconCheck, about: 'The lead is through' },
};

export const QUESTION: Record<string, string> = {
  connected: 'Are they connected?',
  replied: 'Did they reply?',
  opened: 'Did they open a mail?',
  clicked: 'Did they follow a link?',
  has_email: 'Is there an e-mail address?',
  has_linkedin: 'Is there a LinkedIn profile?',
  field: 'Does an expression hold?',
};

const UNIT: Record<string, [string, string]> = { hours: ['hour', 'hours'], days: ['day', 'days'], working_days: ['working day', 'working days'] };

export function spanWords(step: Step): string {
  const amount = step.amount ?? 0;
  const [one, many] = UNIT[step.unit ?? 'days'] ?? ['day', 'days'];
  return `${amount} ${amount === 1 ? one : many}${step.jitter ? `, up to ${step.jitter} % longer` : ''}`;
}

/** One line about a step. */
export function stepLine(step: Step): string {
  switch (step.type) {
    case 'wait':
      return spanWords(step);
    case 'condition':
      return `${QUESTION[step.question ?? ''] ?? step.question ?? ''}${step.days ? ` Within ${step.days} ${step.days === 1 ? 'day' : 'days'}.` : ''}${step.question === 'field' ? ` ${step.expression ?? ''}` : ''}`;
    case 'task':
      return step.text || 'Nothing is written yet';
    case 'flow':
      return step.flow || 'No flow is chosen yet';
    case 'visit':
    case 'withdraw':
    case 'end':
      return STEP[step.type].about;
    default: {
      const first = step.variants?.[0];
      const text = [first?.subject, first?.text].filter(Boolean).join(': ').replace(/\s+/g, ' ');
      return text || (step.type === 'invite' ? 'Without a note' : 'Nothing is written yet');
    }
  }
}

export const LEAD_STATE: Record<string, { label: string; tone: Tone; means: string }> = {
  PENDING_INVITE: { label: 'To begin', tone: 'idle', means: 'Nothing was sent yet.' },
  INVITE_SENT: { label: 'Invited', tone: 'info', means: 'The invitation is out; nobody has accepted it yet.' },
  CONNECTED: { label: 'Connected', tone: 'good', means: 'The two are connected.' },
  IN_SEQUENCE: { label: 'In sequence', tone: 'info', means: 'Something was sent; the next step is on its way.' },
  PENDING_VERIFY: { label: 'Being checked', tone: 'odd', means: 'The answer to a call was lost. It is looked up what happened; nothing is sent twice.' },
  NEEDS_DATA: { label: 'Needs data', tone: 'warn', means: 'A value is missing that a text needs.' },
  PAUSED: { label: 'Paused', tone: 'idle', means: 'A person holds it.' },
  REPLIED: { label: 'Replied', tone: 'good', means: 'They answered.' },
  COMPLETED: { label: 'Completed', tone: 'good', means: 'All steps are done.' },
  WITHDRAWN: { label: 'Withdrawn', tone: 'idle', means: 'The invitation was taken back, or the lead taken out.' },
  FAILED: { label: 'Failed', tone: 'bad', means: 'They cannot be reached so; the reason is on the lead.' },
  SUPPRESSED: { label: 'Suppressed', tone: 'warn', means: 'On a suppression list, objected, or stopped for a colleague’s reply.' },
};

/** What becomes of a lead in another version. */
export const MOVE_OUTCOME: Record<string, { label: string; tone: Tone }> = {
  KEPT: { label: 'Kept at its step', tone: 'good' },
  MOVED: { label: 'Moved', tone: 'info' },
  COMPLETED: { label: 'Completed', tone: 'idle' },
  STAYS: { label: 'Stays on its version', tone: 'warn' },
  CHOOSE: { label: 'Waits for a person', tone: 'bad' },
};

/** What became of it. */
export const MOVE_RESULT: Record<string, string> = { DONE: 'Done', STAYED: 'Stayed, as shown', ENDED: 'Ended meanwhile', ELSEWHERE: 'Went on meanwhile', BUSY: 'In a call at that moment' };

/** Products of the network that InMails go through. */
export const PRODUCT: Record<string, string> = { CLASSIC: 'LinkedIn Premium', SALES_NAVIGATOR: 'Sales Navigator', RECRUITER: 'Recruiter' };

/** The states of leads that something is still done about. */
export const AT_WORK = ['PENDING_INVITE', 'INVITE_SENT', 'CONNECTED', 'IN_SEQUENCE', 'PENDING_VERIFY', 'NEEDS_DATA', 'PAUSED'];

/** Classes of errors, as leads are recovered by them. */
export const ERROR_CLASS: Record<string, string> = {
  TRANSIENT: 'The service could not be reached',
  UNKNOWN_OUTCOME: 'Nobody knows whether it went out',
  ACCOUNT_THROTTLED: 'The network wants the account to slow down',
  ACCOUNT_AUTH: 'The account needs signing in',
  OUR_CONFIG: 'Key, plan or settings are wrong',
  LEAD_TERMINAL: 'Failed: the person cannot be reached so',
  CONTENT: 'The text cannot be sent',
  NOT_CONNECTED: 'Not connected after all',
  NEEDS_DATA: 'A value is missing',
  UNHEARD_OF: 'An error nobody knows',
};

export const BLOCKER: Record<string, string> = {
  WINDOW: 'outside the hours',
  WAIT: 'waits as the step says',
  QUOTA: 'the day’s limit is used up',
  CREDITS: 'no InMail credits are left',
  PRODUCT: 'the account has no product for it',
  SPACING: 'a pause between two messages',
  THROTTLED: 'LinkedIn wants the account to slow down',
  ACCOUNT: 'the account needs signing in',
  UNREACHABLE: 'the service cannot be reached',
  ANSWER: 'waits for an answer',
  VERIFY: 'is looked up',
  APPROVAL: 'a person has to approve',
  TASK: 'a person has a task',
  DATA: 'a value is missing',
  CONTENT: 'the text has to be changed',
  PAUSED: 'held by a person',
  SEQUENCE: 'the sequence is paused',
  KILLED: 'a kill switch is on',
  NO_SENDER: 'there is no sender',
  CONSENT: 'the owner has not agreed',
  CONFIG: 'an administrator has to mend it',
  UNHEARD_OF: 'an unknown error, a person decides',
  FLOW: 'the called flow has not ended',
};
