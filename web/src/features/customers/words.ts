import { calendarDay, dateAndTime } from '@/lib/format';

const MOMENT = /\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z/g;
const MIDNIGHT = /T00:00(?::00(?:\.0+)?)?Z$/;

/** A moment as people read it; one at midnight UTC is a day, as a CRM has days of activity. */
export function momentWords(iso: string): string {
  return MIDNIGHT.test(iso) ? calendarDay(`${iso.slice(0, 10)}T12:00:00`) : dateAndTime(iso);
}

/** A text with the moments in it as people read them. */
export function withMoments(text: string): string {
  return text.replace(MOMENT, momentWords);
}

/** The name of a field as people read it: "lastActivityAt" is "Last activity at"; names of the CRM stay as they are. */
export function fieldWords(name: string): string {
  const place = /^address\.([a-z]+)$/.exec(name);
  if (place) return `Address (${place[1]})`;
  if (!/^[a-z][A-Za-z]*$/.test(name)) return name;
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
