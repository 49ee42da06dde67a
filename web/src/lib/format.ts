/** Numbers, times and spans as the user's locale and time zone write them. */

const integer = new Intl.NumberFormat();
const short = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });
const decimal = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 0 });
const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const timeWithSeconds = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

type Maybe<T> = T | null | undefined;

export const NONE = '–';

export function number(value: Maybe<number>): string {
  return value === null || value === undefined ? NONE : integer.format(value);
}

export function compact(value: Maybe<number>): string {
  if (value === null || value === undefined) return NONE;
  return Math.abs(value) < 10_000 ? integer.format(value) : short.format(value);
}

export function oneDecimal(value: Maybe<number>): string {
  return value === null || value === undefined ? NONE : decimal.format(value);
}

export function share(part: number, whole: number): string {
  return whole > 0 ? percent.format(Math.floor((part / whole) * 100) / 100) : NONE;
}

/** "1 order", "3 orders". */
export function count(value: number, one: string, many = `${one}s`): string {
  return `${integer.format(value)} ${value === 1 ? one : many}`;
}

const COUNTED = /(?<![\w.,:/#-]|\b(?:orders?|items?|lines?|rows?|PO|number) )\d{4,}(?= (?:items?|subitems?|rows?|orders?|lines?|records?|calls?|writes?|values?)\b)/gi;
const FRACTION = /(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\.\d+/g;

/** Moments as they are stored, to the second. */
export function withoutFractions(text: string): string {
  return text.replace(FRACTION, '$1');
}

/** A sentence of the server with its counts grouped as the page's own are, and its moments without fractions of a second. */
export function told(text: string): string {
  return withoutFractions(text.replace(COUNTED, (digits) => integer.format(Number(digits))));
}

export function dateAndTime(iso: string): string {
  return dateTime.format(new Date(iso));
}

export function clock(iso: string): string {
  return timeWithSeconds.format(new Date(iso));
}

export function calendarDay(iso: string): string {
  return day.format(new Date(iso));
}

/** The moment in UTC, as logs have it: 2026-11-22 14:03:07 UTC. */
export function utc(iso: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? iso : `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function sameDay(a: Date, b: Date): boolean {
  return a.toDateString() === b.toDateString();
}

/** As close to now as it is useful: "just now", "4 minutes ago", "14:03", "Nov 20, 2026, 14:03". */
export function when(iso: string, now = Date.now()): string {
  const at = new Date(iso);
  const seconds = Math.round((at.getTime() - now) / 1000);
  if (Math.abs(seconds) < 10) return 'just now';
  if (Math.abs(seconds) < 60) return relative.format(seconds, 'second');
  if (Math.abs(seconds) < 3600) return relative.format(Math.round(seconds / 60), 'minute');
  if (sameDay(at, new Date(now))) return `today, ${time.format(at)}`;
  return dateTime.format(at);
}

/** A span for people: "45 s", "3 min 20 s", "2 h 5 min", "4 d 3 h". */
export function span(seconds: Maybe<number>): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return NONE;
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 600) return s % 60 ? `${Math.floor(s / 60)} min ${s % 60} s` : `${s / 60} min`;
  if (s < 3600) return `${Math.round(s / 60)} min`;
  if (s < 86_400) {
    const minutes = Math.round((s % 3600) / 60);
    return minutes ? `${Math.floor(s / 3600)} h ${minutes} min` : `${Math.floor(s / 3600)} h`;
  }
  const hours = Math.round((s % 86_400) / 3600);
  return hours ? `${Math.floor(s / 86_400)} d ${hours} h` : `${Math.floor(s / 86_400)} d`;
}

export function milliseconds(value: Maybe<number>): string {
  if (value === null || value === undefined) return NONE;
  return value < 1000 ? `${integer.format(value)} ms` : `${decimal.format(value / 1000)} s`;
}

export function bytes(value: number): string {
  if (value < 1024) return `${integer.format(value)} B`;
  const units = ['kB', 'MB', 'GB'];
  let amount = value / 1024;
  let unit = 0;
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  return `${decimal.format(amount)} ${units[unit] ?? 'GB'}`;
}

/** Seconds between two moments, the second now when left out. */
export function secondsBetween(from: Maybe<string>, to?: Maybe<string>, now = Date.now()): number | undefined {
  if (!from) return undefined;
  return Math.max(0, ((to ? new Date(to).getTime() : now) - new Date(from).getTime()) / 1000);
}
