import type { Push, PushState } from './pushes.api';

/** How a push stands for people: what was taken back does not stand as written any more. */
export type Standing = PushState | 'TAKING_BACK' | 'TAKEN_BACK' | 'PARTLY_TAKEN_BACK';

export function standingOf(of: Pick<Push, 'state' | 'undo' | 'counts'>): Standing {
  if (of.undo === 'RUNNING') return 'TAKING_BACK';
  if (!of.undo) return of.state;
  const left = (of.counts.SENT ?? 0) + (of.counts.KEPT ?? 0);
  return left === 0 ? 'TAKEN_BACK' : (of.counts.UNDONE ?? 0) > 0 ? 'PARTLY_TAKEN_BACK' : of.state;
}

interface Told {
  proceed?: Record<string, unknown>;
}

const CHANNEL: Record<string, string> = { email: 'e-mail', phone: 'calls' };

/** What a CRM said of consent, in words; earlier answers are kept as the CRM wrote them. */
export function consentWords(why: string): string {
  const [, data, source = ''] = /^(\{.*\})(\s*\([^)]*\))?$/s.exec(why) ?? [];
  if (!data) return why;
  let told: Told;
  try {
    told = JSON.parse(data) as Told;
  } catch {
    return why;
  }
  const says = Object.entries(told.proceed ?? {}).filter(([name]) => !name.endsWith('Result'));
  const of = (answer: string) => says.filter(([, value]) => String(value) === answer).map(([name]) => CHANNEL[name] ?? name);
  const no = of('false');
  const yes = of('true');
  const words = no.length > 0 ? `no to ${no.join(' and ')}` : yes.length > 0 ? `yes to ${yes.join(' and ')}` : 'nothing about consent';
  return `The CRM says ${words}${source}`;
}
