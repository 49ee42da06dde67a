import { expect, test } from '@playwright/test';
import { ask } from './crm';
import { settled } from './places';

test('a tag is made in a colour, put on those who are chosen with the reason, changed, taken off and deleted; its history tells', async ({ page }) => {
  const name = `key account ${Date.now().toString(36)}`;
  await page.goto('/tags');
  await settled(page);
  await page.getByRole('button', { name: 'New tag' }).click();
  const form = page.getByRole('dialog', { name: 'A new tag' });
  await form.getByLabel(/^Name/).fill(name);
  await form.getByRole('button', { name: 'green' }).click();
  await expect(form.getByRole('button', { name: 'green' })).toHaveAttribute('aria-pressed', 'true');
  await form.getByLabel('What it means').fill('Looked after by the head of sales');
  await form.getByRole('button', { name: 'Make the tag' }).click();
  await expect(page.getByRole('link', { name })).toBeVisible();

  // onto the first two of the list
  await page.goto('/customers');
  await settled(page);
  const people = page.getByRole('table', { name: 'People' });
  await people.getByRole('checkbox', { name: /^Choose (?!all)/ }).nth(0).check();
  await people.getByRole('checkbox', { name: /^Choose (?!all)/ }).nth(1).check();
  await page.getByRole('status').filter({ hasText: '2 people chosen' }).getByRole('button', { name: 'Tag' }).click();
  const tagging = page.getByRole('dialog', { name: 'Tag 2 people' });
  await tagging.getByRole('combobox', { name: 'Tag' }).fill(name);
  await page.getByRole('option', { name }).click();
  await tagging.getByLabel(/^Why/).fill('Ordered most last year');
  await tagging.getByRole('button', { name: 'Tag', exact: true }).click();
  await expect(page.getByText('2 people tagged.')).toBeVisible();
  await expect(people.getByText(name)).toHaveCount(2);

  await page.goto('/tags');
  await page.getByRole('link', { name, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect(page.getByRole('table', { name: 'People with this tag' }).getByText('Ordered most last year')).toHaveCount(2);
  await page.getByRole('button', { name: 'Change' }).click();
  const changing = page.getByRole('dialog', { name: `Change “${name}”` });
  await changing.getByLabel('Colour as #2f9e44').fill('#123');
  await expect(changing.getByRole('alert')).toContainText('Write a colour as #2f9e44.');
  await expect(changing.getByRole('button', { name: 'Save' })).toBeDisabled();
  await changing.getByRole('button', { name: 'violet' }).click();
  await changing.getByRole('button', { name: 'Save' }).click();
  await expect(changing).toBeHidden();
  const { items } = await ask<{ items: { name: string; color: string }[] }>(page, '/tags');
  expect(items.find((one) => one.name === name)?.color).toBe('#6741d9');

  await page.getByRole('button', { name: 'Take off' }).first().click();
  await page.getByRole('dialog').getByLabel(/^Why/).fill('Moved to a partner');
  await page.getByRole('dialog').getByRole('button', { name: 'Take off' }).click();
  await expect(page.getByRole('heading', { name: '1 person' })).toBeVisible();
  await page.getByRole('tab', { name: 'History' }).click();
  const history = page.getByRole('table', { name: 'History of the tag' });
  await expect(history.getByText('Put on', { exact: true })).toHaveCount(2);
  await expect(history.getByRole('row').filter({ hasText: 'Taken off' })).toContainText('Moved to a partner');

  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page).toHaveURL(/\/tags$/);
  await expect(page.getByRole('link', { name, exact: true })).toHaveCount(0);
});
