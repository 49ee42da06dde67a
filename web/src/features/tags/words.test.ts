import { describe, expect, it } from 'vitest';
import { consentOf, inputOf, isColor } from './words';

describe('what a tag asks for', () => {
  it('is said in one sentence', () => {
    expect(consentOf({ channel: null, purpose: 'any', requires: 'NOTHING' })).toBeUndefined();
    expect(consentOf({ channel: 'EMAIL', purpose: 'newsletter', requires: 'GRANTED' })).toBe('Only people who agreed to e-mail for newsletter');
    expect(consentOf({ channel: 'PHONE', purpose: 'any', requires: 'NOT_WITHDRAWN' })).toBe('Nobody who refused phone');
  });

  it('is nothing where it is for no channel: the server refuses a requirement without one', () => {
    expect(inputOf({ name: '  old   lead ', color: '#E8590C', about: ' x ', channel: null, purpose: 'newsletter', requires: 'GRANTED' })).toEqual({
      name: 'old lead',
      color: '#e8590c',
      about: 'x',
      channel: null,
      purpose: null,
      requires: 'NOTHING',
    });
  });

  it('has a colour the server takes', () => {
    expect(['#2f9e44', ' #2F9E44 ', '2f9e44', '#2f9', 'red'].map(isColor)).toEqual([true, true, false, false, false]);
  });
});
