import type { Champion, ChampionSign, ChampionVerdict } from '@/api/champions';
import type { Tone } from '@/ui/Tag';

export const VERDICT: Record<ChampionVerdict, { label: string; tone: Tone; means: string }> = {
  MOVED: { label: 'Moved', tone: 'good', means: 'Several signs agree that they work elsewhere.' },
  PROBABLY: { label: 'Probably moved', tone: 'warn', means: 'It looks so; a person decides.' },
  STAYED: { label: 'Stayed', tone: 'idle', means: 'They are where we know them.' },
  UNKNOWN: { label: 'Unknown', tone: 'odd', means: 'Nothing says it either way yet.' },
};

export const OUTCOME: Record<string, string> = {
  SEEN: 'Profile seen',
  HIDDEN: 'Profile cannot be seen',
  NO_PROFILE: 'Without a profile',
  NO_SENDER: 'No account could look',
  THROTTLED: 'LinkedIn wanted the account to slow down',
  REFUSED: 'The service refused it',
  NO_ANSWER: 'No answer came',
  BEGUN: 'Looks now',
};

/** From where to where, as far as anybody knows. */
export function wayOf(one: Pick<Champion, 'company' | 'fromCompany' | 'newCompany' | 'verdict'>): { from: string; to: string | undefined } {
  if (one.newCompany) return { from: one.company || 'no company', to: one.newCompany };
  if (one.fromCompany) return { from: one.fromCompany, to: one.company };
  return { from: one.company || 'no company', to: one.verdict === 'PROBABLY' ? 'not known' : undefined };
}

/** Those that speak for a move first, the heaviest first. */
export function sorted(signs: ChampionSign[]): ChampionSign[] {
  const rank = { FOR: 0, AGAINST: 1, NEITHER: 2 };
  return [...signs].sort((a, b) => rank[a.says] - rank[b.says] || Math.abs(b.weight) - Math.abs(a.weight));
}

export function sureness(one: Pick<Champion, 'verdict' | 'confidence' | 'checkedAt'>): string {
  if (one.verdict === 'UNKNOWN') return one.checkedAt ? 'no verdict' : 'not looked yet';
  return `${one.confidence} % sure`;
}
