import { expect, test } from '@playwright/test';
import { email, password } from './browser';

test.use({ storageState: { cookies: [], origins: [] } });

test('leads to the page that was asked for', async ({ page }) => {
  await page.goto('/runs?state=FAILED');
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel(/^Password/).fill(password);
  await page.getByLabel(/^Password/).press('Enter');
  await expect(page).toHaveURL(/\/runs\?state=FAILED/);
  await expect(page.getByRole('heading', { name: 'Runs', level: 1 })).toBeVisible();
});

test('refuses a wrong password without saying which part is wrong', async ({ page }) => {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill('nobody-of-ours@example.org');
  await page.getByLabel(/^Password/).fill('not the password at all');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('Sign-in refused');
  await expect(page).toHaveURL(/\/sign-in/);
});

test('ends with signing out', async ({ page }) => {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel(/^Password/).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: /your menu/ }).first().click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto('/audit');
  await expect(page).toHaveURL(/\/sign-in/);
});
