import { act } from '@testing-library/react';
import { expect, it } from 'vitest';
import { show } from '@/testing/render';
import { SideScroll } from './SideScroll';

it('tells on which side of a row there is more', async () => {
  const { findByRole } = show(
    <SideScroll at="a" label="Parts">
      <a href="#a">A</a>
    </SideScroll>,
  );
  const row = await findByRole('navigation', { name: 'Parts' });
  Object.defineProperties(row, { clientWidth: { value: 100 }, scrollWidth: { value: 300 } });
  const scrolled = (to: number) =>
    act(() => {
      row.scrollLeft = to;
      row.dispatchEvent(new Event('scroll'));
    });
  scrolled(0);
  expect([row.hasAttribute('data-before'), row.hasAttribute('data-after')]).toEqual([false, true]);
  scrolled(100);
  expect([row.hasAttribute('data-before'), row.hasAttribute('data-after')]).toEqual([true, true]);
  scrolled(200);
  expect([row.hasAttribute('data-before'), row.hasAttribute('data-after')]).toEqual([true, false]);
});
