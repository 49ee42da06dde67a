import { expect, test } from '@playwright/test';
import { ask } from './crm';
import { settled } from './places';

interface Line {
  id: string;
  customer: string;
  incomingName: string;
  merge?: string | null;
}

test('the queue of matches is worked by keyboard; a merge joins two people, and their page takes it back', async ({ page }) => {
  const open = async () => (await ask<{ waiting: number }>(page, '/matching/reviews?state=OPEN&limit=1')).waiting;
  await expect.poll(open, { timeout: 60_000 }).toBeGreaterThan(2);
  const waiting = await open();

  await page.goto('/matching');
  await settled(page);
  const head = page.getByRole('heading', { name: /to review$/ });
  await expect(head).toHaveText(`${waiting} to review`);
  await expect(page.getByRole('heading', { name: 'Why' })).toBeVisible();

  // on to the next and back, then skipped and taken back
  const second = page.getByText(`2 of ${waiting}`);
  await page.keyboard.press('ArrowDown');
  await expect(second).toBeVisible();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByText(`1 of ${waiting}`)).toBeVisible();
  await expect(page.getByRole('button', { name: /^Different/ })).toBeEnabled();
  await page.keyboard.press('d');
  await expect(head).toHaveText(`${waiting - 1} to review`);
  await expect(page.getByRole('button', { name: 'Undo the last' })).toBeVisible();
  await page.keyboard.press('u');
  await expect(head).toHaveText(`${waiting} to review`);
  await expect.poll(open).toBe(waiting);

  // the first that is two customers of ours is said to be one
  await expect(page.getByRole('button', { name: /^Same/ })).toBeEnabled();
  await page.keyboard.press('s');
  await expect(head).toHaveText(`${waiting - 1} to review`);
  await page.getByRole('tab', { name: 'Decided' }).click();
  const decided = page.getByRole('table', { name: 'Decided' }).getByRole('row').filter({ hasText: 'two customers in one' }).first();
  await expect(decided).toBeVisible();
  const merged = (await ask<{ items: Line[] }>(page, '/matching/reviews?state=SAME')).items.find((one) => one.merge);
  if (!merged) throw new Error('Nothing became one');

  await page.goto(`/customers/people/${merged.customer}`);
  await settled(page);
  const story = page.getByRole('region', { name: 'Their story' });
  await story.getByRole('button', { name: 'Take the merge back' }).first().click();
  await expect(story.getByRole('button', { name: 'Take the merge back' })).toHaveCount(0);
  await expect(story.getByLabel('Merge taken back').first()).toBeVisible();
  await expect.poll(open).toBe(waiting);
});
