import type { Tag, TagChannel, TagRequirement } from '@/api/tags';

export const CHANNEL: Record<TagChannel, string> = { EMAIL: 'e-mail', PHONE: 'phone', MAIL: 'post', LINKEDIN: 'LinkedIn', ANY: 'every channel' };

export const REQUIRES: Record<TagRequirement, string> = {
  NOTHING: 'Whoever, whatever they said',
  NOT_WITHDRAWN: 'Nobody who said no',
  GRANTED: 'Only who said yes',
};

/** Whom a tag may be put on, in one sentence; nothing where it asks for no consent. */
export function consentOf(tag: Pick<Tag, 'channel' | 'purpose' | 'requires'>): string | undefined {
  if (!tag.channel) return undefined;
  const what = `${CHANNEL[tag.channel]}${tag.purpose && tag.purpose !== 'any' ? ` for ${tag.purpose}` : ''}`;
  if (tag.requires === 'GRANTED') return `Only people who agreed to ${what}`;
  return tag.requires === 'NOT_WITHDRAWN' ? `Nobody who refused ${what}` : `Consent to ${what} is kept with it`;
}

/** The wish of a form as the server takes it. */
export function inputOf(form: { name: string; color: string; about: string; channel: TagChannel | null; purpose: string; requires: TagRequirement }) {
  const name = form.name.trim().replace(/\s+/g, ' ');
  const color = form.color.trim().toLowerCase();
  return {
    name,
    color,
    about: form.about.trim(),
    channel: form.channel,
    purpose: form.channel && form.purpose.trim() ? form.purpose.trim().toLowerCase() : null,
    requires: form.channel ? form.requires : ('NOTHING' as const),
  };
}

export function isColor(text: string): boolean {
  return /^#[0-9a-f]{6}$/i.test(text.trim());
}
