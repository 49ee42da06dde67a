import { screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { show } from '@/testing/render';
import { Meant } from './Meant';

it('brings the one that a link is about into sight', async () => {
  const seen = vi.fn();
  Element.prototype.scrollIntoView = function scrolled(this: Element) {
    seen(this.textContent);
  };
  show(
    <>
      <Meant so={false}>Anna</Meant>
      <Meant so>Ben</Meant>
    </>,
  );
  expect((await screen.findByText('Ben')).getAttribute('aria-current')).toBe('true');
  expect(screen.getByText('Anna').getAttribute('aria-current')).toBeNull();
  expect(seen.mock.calls).toEqual([['Ben']]);
});
