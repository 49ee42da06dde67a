import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { settled } from './places';

test('people are imported with what is wrong told by line, changed, asked for consent, found and exported', async ({ page }) => {
  const stamp = Date.now().toString(36);
  const csv = [
    'First Name,Last Name,E-Mail,Company,Shoe size',
    `Ines,Ferro ${stamp},ines.${stamp}@example.org,Ferro Sport ${stamp},38`,
    `Olav,Ferro ${stamp},olav.${stamp}@example.org,Ferro Sport ${stamp},44`,
    `Nobody,Ferro ${stamp},,Ferro Sport ${stamp},40`,
  ].join('\n');
  await page.goto('/customers');
  await settled(page);
  await page.getByRole('button', { name: 'Import' }).click();
  const form = page.getByRole('dialog', { name: 'Import people' });
  await page.locator('input[type=file]').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await form.getByRole('button', { name: 'Try without importing' }).click();
  await expect(form.getByText('It would be: 2 people new, 0 changed, 0 as before, 1 left out')).toBeVisible();
  await expect(form.getByText(/^Line 4/)).toBeVisible();
  await form.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(form.getByText('Imported: 2 people new, 0 changed, 0 as before, 1 left out')).toBeVisible();
  await form.getByRole('button', { name: 'Close' }).last().click();

  await page.getByLabel('Search people').fill(`Ferro ${stamp}`);
  await expect(page).toHaveURL(/q=Ferro/);
  const found = page.getByRole('table', { name: 'People' });
  await expect(found.getByRole('link', { name: `Olav Ferro ${stamp}` })).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export' }).click();
  const exported = readFileSync(await (await download).path(), 'utf8');
  expect(exported).toContain(`ines.${stamp}@example.org`);
  expect(exported).toContain(`olav.${stamp}@example.org`);
  expect(exported.trim().split('\n')).toHaveLength(3);

  await found.getByRole('link', { name: `Ines Ferro ${stamp}` }).click();
  await expect(page.getByRole('heading', { level: 1, name: `Ines Ferro ${stamp}` })).toBeVisible();
  await expect(page.getByText('38', { exact: true }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Change' }).click();
  await page.getByRole('dialog').getByLabel('Job title').fill('Head of purchasing');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(`Head of purchasing at Ferro Sport ${stamp}`)).toBeVisible();

  await page.getByRole('button', { name: 'Write down' }).click();
  await page.getByRole('dialog').getByLabel(/^Evidence/).fill('Said so by phone');
  await page.getByRole('dialog').getByRole('button', { name: 'Write it down' }).click();
  const story = page.getByRole('region', { name: 'Their story' });
  await expect(story.getByLabel('Consent')).toBeVisible();
  await expect(story.getByText('Said so by phone')).toBeVisible();
  await expect(story.getByLabel('Created')).toBeVisible();
  await expect(story.getByText('Head of purchasing').first()).toBeVisible();
});
