import type { Reason, Settings } from './matching.api';

const whole = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });
const finest = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 2 });
const integer = new Intl.NumberFormat();

/** A probability for people; what is not certain is never written as 100 or 0 percent. */
export function chance(p: number): string {
  if (p >= 0.9995) return `over ${fine.format(0.999)}`;
  if (p > 0 && p < 0.0005) return `under ${fine.format(0.001)}`;
  const rounded = p > 0.99 || p < 0.01 ? fine.format(Math.floor(p * 1000) / 1000) : whole.format(Math.round(p * 100) / 100);
  return rounded;
}

/** A threshold as it was set. */
export function threshold(p: number): string {
  return finest.format(p);
}

/** To one digit that counts, as one says it: 3, 20, 400. */
function roughly(factor: number): string {
  if (factor >= 1_000_000) return 'over a million';
  const size = 10 ** Math.floor(Math.log10(factor));
  return integer.format(Math.round(factor / size) * size);
}

/** What a weight means: how much likelier this is for one person than for two, or the other way round. */
export function likelier(bits: number): string {
  const factor = 2 ** Math.abs(bits);
  if (factor < 1.5) return 'says little';
  return `${roughly(factor)} times likelier if they are ${bits > 0 ? 'one' : 'two'}`;
}

/** What is left between the weights and the probability: how rare it is that two are one, and who else it could be; undefined where it says nothing. */
export function rest(reasons: Reason[], probability: number): number | undefined {
  if (probability <= 0.000_001 || probability >= 0.999_999 || reasons.length === 0) return undefined;
  const sum = reasons.reduce((all, reason) => all + reason.weight, 0);
  return Math.log2(probability / (1 - probability)) - sum;
}

export type Band = 'same' | 'review' | 'different';

export function bandOf(probability: number, of: Pick<Settings, 'same' | 'review'>): Band {
  if (probability >= of.same) return 'same';
  return probability >= of.review ? 'review' : 'different';
}

export interface Piece {
  text: string;
  /** The other side has it too. */
  shared: boolean;
}

function plain(word: string): string {
  return word
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}

/** A value word by word: which words the other side has too, whatever their case and accents. */
export function pieces(text: string, other: string | null | undefined): Piece[] {
  const left = new Map<string, number>();
  for (const word of (other ?? '').split(/\s+/)) left.set(plain(word), (left.get(plain(word)) ?? 0) + 1);
  const found: Piece[] = [];
  for (const part of text.split(/(\s+)/)) {
    if (!part) continue;
    const word = plain(part);
    const last = found.at(-1);
    const many = left.get(word) ?? 0;
    const shared = word === '' ? (last?.shared ?? true) : many > 0;
    if (word !== '' && many > 0) left.set(word, many - 1);
    if (last && last.shared === shared) last.text += part;
    else found.push({ text: part, shared });
  }
  return found;
}

/** The settings that take a proposed threshold; nothing where they cannot hold it. */
export function withProposal(of: Settings, proposal: number): Pick<Settings, 'same' | 'review' | 'promise' | 'survivors'> | undefined {
  const same = Math.ceil(proposal * 10_000) / 10_000;
  if (same < 0.5 || same > 0.9999) return undefined;
  return { same, review: Math.min(of.review, same), promise: of.promise, survivors: of.survivors };
}
