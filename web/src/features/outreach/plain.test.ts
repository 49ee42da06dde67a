import { expect, it } from 'vitest';
import { plain } from './plain';

it('leaves words alone', () => {
  expect(plain('3 < 4, and a > b')).toBe('3 < 4, and a > b');
});

it('reads a mail without its markup', () => {
  expect(plain('<html><head><style>p { color: red }</style></head><body><p>Dear Ada,</p><p>yes,<br>please &amp; thanks</p><script>alert(1)</script></body></html>')).toBe('Dear Ada,\nyes,\nplease & thanks');
});
