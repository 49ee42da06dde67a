import { expect, it } from 'vitest';
import { sorted, sureness, wayOf } from './champions.words';

const sign = (kind: string, says: 'FOR' | 'AGAINST' | 'NEITHER', weight: number) => ({ kind, says, weight, text: kind });

it('shows the way from the known company to where they seem to be', () => {
  expect(wayOf({ company: 'Acme', newCompany: 'Borealis', verdict: 'PROBABLY' })).toEqual({ from: 'Acme', to: 'Borealis' });
  expect(wayOf({ company: 'Borealis', fromCompany: 'Acme', verdict: 'MOVED' })).toEqual({ from: 'Acme', to: 'Borealis' });
  expect(wayOf({ company: 'Acme', verdict: 'STAYED' })).toEqual({ from: 'Acme', to: undefined });
  expect(wayOf({ company: '', verdict: 'PROBABLY' })).toEqual({ from: 'no company', to: 'not known' });
});

it('puts what speaks for a move first', () => {
  const signs = [sign('BOUNCED', 'FOR', 1.2), sign('ANSWERED', 'AGAINST', -2.5), sign('PROFILE_HIDDEN', 'NEITHER', 0), sign('PROFILE_ELSEWHERE', 'FOR', 3.5)];
  expect(sorted(signs).map((one) => one.kind)).toEqual(['PROFILE_ELSEWHERE', 'BOUNCED', 'ANSWERED', 'PROFILE_HIDDEN']);
});

it('tells nobody to be sure where nothing is known', () => {
  expect(sureness({ verdict: 'UNKNOWN', confidence: 0 })).toBe('not looked yet');
  expect(sureness({ verdict: 'UNKNOWN', confidence: 0, checkedAt: '2026-11-23T09:00:00Z' })).toBe('no verdict');
  expect(sureness({ verdict: 'MOVED', confidence: 96, checkedAt: '2026-11-23T09:00:00Z' })).toBe('96 % sure');
});
