import { expect, test } from '@playwright/test';
import { hasSandbox, pick, salesforce } from './crm';
import { settled } from './places';

test('a connection is made in three steps; a wrong secret is told in words, put right, and the service says who we are', async ({ page }) => {
  test.skip(!hasSandbox, 'It needs the sandbox: web/e2e/run starts it');
  const name = `org-${Date.now().toString(36)}`;
  await page.goto('/connections');
  await settled(page);
  await page.getByRole('button', { name: 'Add a connection' }).first().click();
  const form = page.getByRole('dialog', { name: 'Add a connection' });

  // first what is needed, so that nobody begins without it
  await pick(page, form.getByRole('combobox', { name: 'Service' }), 'Salesforce');
  await expect(form.getByText('My Domain').first()).toBeVisible();
  await expect(form.getByText(/External Client App/).first()).toBeVisible();
  await form.getByRole('button', { name: 'Next' }).click();

  // a secret that is missing is told before anything is kept
  await form.getByLabel(/^Name/).fill(name);
  await form.getByLabel(/^Address/).fill(salesforce());
  await form.getByLabel('Consumer key').fill('sandbox-consumer-key');
  await form.getByRole('button', { name: 'Add and test' }).click();
  await expect(form.getByRole('alert')).toContainText('consumer secret');

  await form.getByLabel('Consumer secret', { exact: true }).fill('a secret of some other app');
  await form.getByRole('button', { name: 'Add and test' }).click();
  await expect(form.getByText(`${name} does not work yet`)).toBeVisible();
  await expect(form.getByText(/Check the consumer key and secret/)).toBeVisible();

  await form.getByRole('button', { name: 'Change the settings' }).click();
  await form.getByLabel('Consumer secret', { exact: true }).fill('sandbox-consumer-secret');
  await form.getByRole('button', { name: 'Add and test' }).click();
  await expect(form.getByText(`${name} works`)).toBeVisible();
  await expect(form.getByText(/^Signed in as integration@sandbox\.example .*calls left\.$/)).toBeVisible();
  await form.getByRole('button', { name: 'Done' }).click();

  const row = page.getByRole('row').filter({ hasText: name });
  await expect(row.getByText('Healthy')).toBeVisible();
  await row.getByRole('link', { name }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect(page.getByText('It works')).toBeVisible();
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByRole('row').filter({ hasText: name })).toHaveCount(0);
});
