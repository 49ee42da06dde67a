import { expect, type Page, test } from '@playwright/test';
import { ask, pick } from './crm';
import { settled } from './places';

/** The source of a field of ours. */
const source = (page: Page, field: string) => page.getByRole('combobox', { name: `Source of ${field}`, exact: true });

test('a mapping is guessed, changed, tried on real records with the value that does not fit, and saved', async ({ page }) => {
  const name = `Contacts ${Date.now().toString(36)}`;
  await page.goto('/mappings');
  await page.getByRole('link', { name: 'New mapping' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'New field mapping' })).toBeVisible();
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await pick(page, page.getByRole('combobox', { name: 'From', exact: true }), 'Records of a CRM');
  await pick(page, page.getByRole('combobox', { name: 'From: connection' }), 'salesforce');
  await page.getByRole('button', { name: /^Take \d+ guesses$/ }).click();
  await expect(source(page, 'email')).toHaveValue(/Email/);
  await expect(page.getByText(/guessed, \d+ % sure/).first()).toBeVisible();

  // another source, and one that cannot fit
  await pick(page, source(page, 'title'), /^Department/);
  await pick(page, source(page, 'birthDate'), /LastName/);
  await page.getByRole('button', { name: 'Try it on real records' }).click();
  await expect(page.getByText(/^\d+ values? do(es)? not fit\.$/)).toBeVisible();
  const tried = page.getByRole('region', { name: 'Records before and after' });
  await expect(tried.getByText(/is no day|is no date|not a date/i).first()).toBeVisible();
  await page.getByRole('button', { name: 'Do not fill birthDate' }).click();
  await page.getByRole('button', { name: 'Try it on real records' }).click();
  await expect(page.getByText('Everything fits.')).toBeVisible();
  await expect(tried.getByText('email', { exact: true })).toHaveCount(5);

  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await page.reload();
  await settled(page);
  await expect(source(page, 'title')).toHaveValue(/^Department/);
  const id = page.url().split('/').pop() ?? '';
  const kept = await ask<{ fields: { to: string; from: string | null }[] }>(page, `/mappings/${id}`);
  expect(kept.fields.find((one) => one.to === 'title')?.from).toBe('Department');

  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page).toHaveURL(/\/mappings$/);
  await expect(page.getByRole('row').filter({ hasText: name })).toHaveCount(0);
});
