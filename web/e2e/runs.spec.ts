import { expect, test } from '@playwright/test';
import { find } from './places';

test('a run is paused, resumed, and its log is searched', async ({ page }) => {
  const { sync } = await find(page);
  await page.goto(`/ordersync/${sync}`);
  await page.getByRole('button', { name: 'Verify against the board' }).click();
  await expect(page).toHaveURL(/\/runs\//);
  const pause = page.getByRole('button', { name: 'Pause' });
  const ended = page.getByText(/^(Done|Failed)/).first();
  await expect(pause.or(ended).first()).toBeVisible();
  if (await pause.isVisible()) {
    await pause.click();
    const resume = page.getByRole('button', { name: 'Resume' });
    // A short run may end before it is told to pause.
    await expect(resume.or(ended).first()).toBeVisible();
    if (await resume.isVisible()) {
      await resume.click();
      await expect(pause.or(ended).first()).toBeVisible();
    }
  }
  await page.getByLabel('Search the log').fill('no line says this');
  await expect(page.getByText('No lines like that')).toBeVisible();
  await expect(page).toHaveURL(/q=no/);
});

test('runs are filtered, and the filter is kept in the address', async ({ page }) => {
  await page.goto('/runs');
  await page.getByRole('combobox', { name: 'Kind' }).click();
  await page.getByRole('option', { name: 'Import' }).click();
  await expect(page).toHaveURL(/kind=ordersync\.import/);
  await page.reload();
  await expect(page.getByRole('combobox', { name: 'Kind' })).toHaveValue('Import');
});
