import { expect, type Page, test } from '@playwright/test';
import { hasSandbox, pick, truth } from './crm';
import { settled } from './places';

interface Waiting {
  id: string;
  title: string;
}

/** What the shipped flow would write back to the CRM and somebody has to approve. */
async function waiting(page: Page): Promise<Waiting> {
  const found = async () => ((await (await page.request.get('/api/v1/pushes?state=waiting')).json()) as { items: Waiting[] }).items.filter((one) => one.title === 'Tag old leads in Salesforce');
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

test('a query is put together from rows of all and any; a hostile value stays a value, and what it finds and costs is shown before it is saved', async ({ page }) => {
  test.skip(!hasSandbox, 'It needs the sandbox: web/e2e/run starts it');
  const contacts = await truth(page, 'Contact', ['Email', 'MailingCountry']);
  const country = String(contacts.find((one) => one.Email && one.MailingCountry)?.MailingCountry);
  const expected = contacts.filter((one) => one.Email && one.MailingCountry === country).length;
  const name = `Contacts ${Date.now()}`;
  await page.goto('/pulls/new');
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await pick(page, page.getByRole('combobox', { name: 'Connection' }), 'salesforce');
  await pick(page, page.getByRole('combobox', { name: 'Object' }), 'Contact');
  await page.getByRole('combobox', { name: 'Attributes' }).click();
  await page.getByRole('option', { name: 'Email', exact: true }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Condition', exact: true }).click();
  await pick(page, page.getByRole('combobox', { name: 'Attribute', exact: true }), 'Email');
  await pick(page, page.getByRole('combobox', { name: 'Operator' }), 'contains');
  await page.getByRole('textbox', { name: 'Value' }).fill("o'neil\\");
  await expect(page.getByLabel('The query')).toContainText("LIKE '%o\\'neil\\\\%'");
  await page.getByRole('textbox', { name: 'Value' }).fill('@');

  // a group of which any has to hold: the country, or a value that would be a condition if it got out of its quotes
  const hostile = "x' OR Id != '";
  await page.getByRole('button', { name: 'Group', exact: true }).click();
  const any = page.getByRole('group', { name: 'Any of these' });
  for (const [at, value] of [country, hostile].entries()) {
    if (at > 0) await any.getByRole('button', { name: 'Condition', exact: true }).click();
    await pick(page, any.getByRole('combobox', { name: 'Attribute', exact: true }).nth(at), 'Mailing Country');
    await pick(page, any.getByRole('combobox', { name: 'Operator' }).nth(at), 'is');
    await any.getByRole('textbox', { name: 'Value' }).nth(at).fill(value);
  }
  await expect(page.getByLabel('The query')).toContainText("MailingCountry = 'x\\' OR Id != \\''");
  await expect(page.locator('dt', { hasText: 'Records now' }).locator('+ dd')).toHaveText(expected.toLocaleString('en'));
  await expect(page.locator('dt', { hasText: 'Calls for all of it' })).toBeVisible();
  await page.getByRole('button', { name: 'Show the first records' }).click();
  await expect(page.getByRole('table', { name: 'First records' }).getByText('@').first()).toBeVisible();

  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await page.getByRole('button', { name: 'Fetch now' }).click();
  await expect(page).toHaveURL(/\/runs\//);
  await page.goto('/pulls');
  await page.getByRole('link', { name, exact: true }).click();
  await expect(page.getByText('Complete', { exact: true })).toBeVisible({ timeout: 60_000 });
  // what changed a moment ago comes with the next fetch: it is sealed up to a time
  const [counted, landed] = await page.getByRole('table', { name: 'Each time it was fetched' }).locator('td[data-label=Counted], td[data-label=Landed]').allInnerTexts();
  expect(Number(counted?.replace(/\D/g, ''))).toBeGreaterThan(0);
  expect(landed).toBe(counted);
});
