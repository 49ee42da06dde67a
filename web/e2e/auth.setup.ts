import { expect, test as setup } from '@playwright/test';
import { email, password } from './browser';

setup('sign in', async ({ page }) => {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel(/^Password/).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  await page.context().storageState({ path: 'test-results/session.json' });
});
