import { expect, type Page, test } from '@playwright/test';
import { settled } from './places';

interface Waiting {
  id: string;
  title: string;
}

/** What the shipped flow would write back to the CRM and somebody has to approve. */
async function waiting(page: Page): Promise<Waiting> {
  const found = async () => ((await (await page.request.get('/api/v1/pushes?state=waiting')).json()) as { items: Waiting[] }).items;
  await expect.poll(async () => (await found()).length, { timeout: 120_000 }).toBeGreaterThan(0);
  const [first] = await found();
  if (!first) throw new Error('Nothing waits');
  return first;
}

test('contacts were pulled, mapped, matched and tagged; one click approves, the tags are written back, and the person page tells the story', async ({ page }) => {
  test.setTimeout(240_000);
  const push = await waiting(page);
  await page.goto(`/pushes/${push.id}`);
  await settled(page);
  await expect(page.getByRole('heading', { level: 1, name: push.title })).toBeVisible();
  const records = page.getByRole('table', { name: 'Records of this push' });
  await expect(records.getByText('To be written').first()).toBeVisible();
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await page.getByRole('button', { name: 'Approve and write' }).click();
  await expect(records.getByText('Written', { exact: true }).first()).toBeVisible({ timeout: 60_000 });

  const { items } = (await (await page.request.get(`/api/v1/pushes/${push.id}/rows?state=SENT&limit=1`)).json()) as { items: { person: string; label: string }[] };
  const [row] = items;
  if (!row) throw new Error('Nothing was written');
  await page.goto(`/customers/people/${row.person}`);
  await settled(page);
  await expect(page.getByRole('heading', { level: 1, name: row.label })).toBeVisible();
  const story = page.getByRole('region', { name: 'Their story' });
  await expect(story.getByRole('link', { name: /Tag old leads in Salesforce/ })).toBeVisible();
  await expect(story.getByText('Tagged “old lead”')).toBeVisible();
  await expect(story.getByText('Created', { exact: true })).toBeVisible();
});

test('a query is put together from rows, and what it finds and costs is shown before it is saved', async ({ page }) => {
  const name = `Contacts ${Date.now()}`;
  await page.goto('/pulls/new');
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('combobox', { name: 'Object' }).click();
  await page.getByRole('option', { name: 'Contact', exact: true }).click();
  await page.getByRole('combobox', { name: 'Attributes' }).click();
  await page.getByRole('option', { name: 'Email', exact: true }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Condition', exact: true }).click();
  await page.getByRole('combobox', { name: 'Attribute', exact: true }).click();
  await page.getByRole('option', { name: 'Email', exact: true }).click();
  await page.getByRole('combobox', { name: 'Operator' }).click();
  await page.getByRole('option', { name: 'contains', exact: true }).click();
  await page.getByRole('textbox', { name: 'Value' }).fill("o'neil\\");
  await expect(page.getByLabel('The query')).toContainText("LIKE '%o\\'neil\\\\%'");
  await page.getByRole('textbox', { name: 'Value' }).fill('@');
  await expect(page.getByText('Records now')).toBeVisible();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await page.getByRole('button', { name: 'Fetch now' }).click();
  await expect(page).toHaveURL(/\/runs\//);
  await page.goto('/pulls');
  await page.getByRole('link', { name, exact: true }).click();
  await expect(page.getByText('Complete', { exact: true })).toBeVisible({ timeout: 60_000 });
});
