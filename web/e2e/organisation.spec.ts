import { expect, test } from '@playwright/test';
import { findConnection } from './places';

test('a connection is tested and shows its limits and calls', async ({ page }) => {
  const connection = await findConnection(page);
  await page.goto(`/connections/${connection}`);
  await page.getByRole('main').getByRole('button', { name: /^Test / }).click();
  await expect(page.getByText(/works$|does not work$/).first()).toBeVisible({ timeout: 40_000 });
  await expect(page.getByRole('heading', { name: 'Limits of the account' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Calls' })).toBeVisible();
});

test('a key is shown once and can be revoked', async ({ page }) => {
  const name = `script ${Date.now() % 100_000}`;
  await page.goto('/keys');
  await page.getByRole('button', { name: 'Create a key' }).first().click();
  await page.getByRole('dialog').getByLabel(/^Name/).fill(name);
  await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('dialog').getByText(/^ss_\w+/).first()).toBeVisible();
  await page.getByRole('button', { name: 'I have copied it' }).click();
  await page.reload();
  const row = page.getByRole('row').filter({ hasText: name });
  await expect(row).toBeVisible();
  await expect(row).not.toContainText(/ss_\w{20}/);
  await row.getByRole('button', { name: `Revoke ${name}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(row).toContainText('Revoked');
});

test('a user is added, disabled and enabled again', async ({ page }) => {
  const mail = `e2e.${Date.now()}@example.org`;
  await page.goto('/users');
  await page.getByRole('button', { name: 'Add a user' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel(/^Name/).fill('Warehouse Screen');
  await form.getByLabel(/^E-mail/).fill(mail);
  await form.getByLabel(/^First password/).fill('seventeen purple kayaks');
  await form.getByRole('button', { name: 'Add' }).click();
  const row = page.getByRole('row').filter({ hasText: mail });
  await expect(row).toContainText('Viewer');
  await row.getByRole('button', { name: /What to do/ }).click();
  await page.getByRole('menuitem', { name: 'Disable' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
  await expect(row).toContainText('Disabled');
});

test('the audit trail is searched, opened and verified', async ({ page }) => {
  await page.goto('/audit');
  await page.getByRole('button', { name: 'Verify the trail' }).click();
  await expect(page.getByText('The trail is whole')).toBeVisible();
  await page.getByRole('button', { name: /^Show entry/ }).first().click();
  await expect(page.getByRole('dialog')).toContainText('Who');
  await page.keyboard.press('Escape');
  await page.getByLabel('Search the trail').fill('surely-nothing-like-this');
  await expect(page.getByText('Nothing found')).toBeVisible();
});
