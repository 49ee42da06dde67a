import { expect, type Page, test } from '@playwright/test';
import { ask, change, hasSandbox, pick, somebodyElse, truth } from './crm';
import { settled } from './places';

const WORD = 'Trade fair';

/** Contacts of the org who may be written to and did something lately, so that nothing else in the demonstration writes to them. */
async function contacts(page: Page): Promise<{ id: string; email: string; name: string }[]> {
  const rows = await truth(page, 'Contact', ['Name', 'Email', 'LeadSource', 'LastActivityDate', 'HasOptedOutOfEmail', 'Tags__c']);
  const once = new Set<string>();
  const often = new Set(rows.map((row) => String(row.Email ?? '')).filter((email) => once.has(email) || !once.add(email)));
  const recent = new Date(Date.now() - 300 * 86_400_000).toISOString().slice(0, 10);
  return rows
    .filter((row) => row.Email && row.LeadSource === 'Web' && !often.has(String(row.Email)) && !row.HasOptedOutOfEmail && !row.Tags__c && String(row.LastActivityDate ?? '') > recent)
    .slice(0, 40)
    .map((row) => ({ id: row.Id, email: String(row.Email), name: String(row.Name) }));
}

const side = (page: Page) => page.getByRole('complementary', { name: 'Settings of the node' });

/** Draws a flow that tags who is on a list and writes it back. */
async function draw(page: Page, title: string, tag: string, list: string[]): Promise<string> {
  await page.goto('/flows');
  await page.getByRole('button', { name: 'New flow' }).click();
  await page.getByLabel('Title').fill(title);
  await page.getByRole('button', { name: 'Draw it' }).click();
  await expect(page.getByRole('heading', { name: title })).toBeVisible();
  const add = (kind: string) => page.getByRole('region', { name: 'Kinds of nodes' }).getByRole('button', { name: kind, exact: true }).click();
  await add('Read customers');
  await side(page).getByLabel('Source').fill('Web');
  await side(page).getByLabel('System').fill('salesforce:salesforce');
  await side(page).getByLabel('Object').fill('Contact');
  await add('Tag customers');
  await side(page).getByRole('combobox', { name: 'Tag' }).fill(tag);
  for (const one of list) {
    await side(page).getByRole('combobox', { name: 'List' }).fill(one);
    await page.keyboard.press('Enter');
  }
  await side(page).getByLabel('Condition').fill('record.email != ""');
  await side(page).getByLabel('Reason').fill('Visited our stand');
  await add('Write to the CRM');
  await pick(page, side(page).getByRole('combobox', { name: 'Connection' }), 'salesforce');
  await side(page).getByRole('textbox', { name: 'Title' }).last().fill(title);
  const values = side(page).getByRole('group', { name: 'Values to add' });
  await values.getByRole('button', { name: 'Add' }).click();
  await values.getByLabel('Name in Values to add').fill('Tags__c');
  await values.getByLabel('Value of Tags__c').fill(`"${WORD}"`);
  await expect(page.getByText('Saved as a draft')).toBeVisible();
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByRole('button', { name: 'Run now' })).toBeVisible();
  return page.url().split('/').pop() ?? '';
}

/** Starts the flow by its page, and finds what it proposes. */
async function propose(page: Page, flow: string, title: string, state: string): Promise<string> {
  const found = async () => (await ask<{ items: { id: string; title: string; state: string }[] }>(page, '/pushes?limit=50')).items.filter((one) => one.title === title);
  const before = (await found()).length;
  await page.goto(`/flows/${flow}`);
  await page.getByRole('button', { name: 'Run now' }).click();
  await expect(page).toHaveURL(/\/runs\//);
  await expect.poll(async () => (await found()).length, { timeout: 60_000 }).toBe(before + 1);
  await expect.poll(async () => (await found())[0]?.state, { timeout: 60_000 }).toBe(state);
  return (await found())[0]?.id ?? '';
}

test('who is on a list is tagged; what goes back to Salesforce waits for a second person, is written, and taken back; a standing approval lets it go until it is withdrawn', async ({ page, browser }) => {
  test.skip(!hasSandbox, 'It needs the sandbox: web/e2e/run starts it');
  test.setTimeout(180_000);
  const stamp = Date.now().toString(36);
  const [title, tag] = [`Fair guests ${stamp}`, `fair ${stamp}`];
  const [first, second] = (await contacts(page)).slice(-2);
  if (!first || !second) throw new Error('The org has nobody to write to');
  const tags = async () => (await Promise.all([first, second].map((one) => truth(page, 'Contact', ['Tags__c'], one.id)))).map(([row]) => row?.Tags__c ?? null);
  const flow = await draw(page, title, tag, [first.email, second.id]);

  // whoever drew the flow and started it sees what would be written, and may not say yes
  const push = await propose(page, flow, title, 'WAITING');
  await page.goto(`/pushes/${push}`);
  await settled(page);
  const records = page.getByRole('table', { name: 'Records of this push' });
  await expect(records.getByRole('row').filter({ hasText: first.name }).first()).toContainText(`after: ${WORD}`);
  await expect(page.getByRole('button', { name: 'Approve', exact: true })).toHaveCount(0);
  await expect(page.getByText(/second person has to approve|published the flow/).first()).toBeVisible();
  expect(await tags()).toEqual([null, null]);

  const other = await somebodyElse(page, browser, `Noor Hadid ${stamp}`);
  await other.goto('/pushes');
  await other.getByRole('table', { name: 'Pushes' }).getByRole('link', { name: title }).click();
  await other.getByRole('button', { name: 'Approve', exact: true }).click();
  await other.getByLabel('Note').fill('Both were at the stand');
  await other.getByRole('button', { name: 'Approve and write' }).click();
  const written = other.getByRole('table', { name: 'Records of this push' }).getByText('Written', { exact: true });
  await expect(written).toHaveCount(2, { timeout: 60_000 });
  expect(await tags()).toEqual([WORD, WORD]);

  // the person's page tells it, with who and why
  const [person] = (await ask<{ items: { person: string }[] }>(page, `/pushes/${push}/rows?state=SENT&limit=1`)).items;
  await page.goto(`/customers/people/${person?.person}`);
  await settled(page);
  const story = page.getByRole('region', { name: 'Their story' });
  await expect(story.getByRole('link', { name: new RegExp(title) })).toBeVisible();
  await expect(story.getByText(`Tagged “${tag}”`)).toBeVisible();
  await expect(story.getByText('Visited our stand').first()).toBeVisible();

  await page.goto(`/pushes/${push}`);
  await page.getByRole('button', { name: 'Take back' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
  await expect(records.getByText('Taken back', { exact: true })).toHaveCount(2, { timeout: 60_000 });
  expect(await tags()).toEqual([null, null]);

  // an approval beforehand, for these fields, so many records and a time
  await other.goto('/pushes?tab=standing');
  await other.getByRole('button', { name: 'Give one' }).click();
  const giving = other.getByRole('dialog', { name: 'Give a standing approval' });
  await giving.getByLabel(/^Title/).fill(`Guests ${stamp}`);
  await pick(other, giving.getByRole('combobox', { name: 'Connection' }), 'salesforce');
  await giving.getByRole('combobox', { name: 'Fields' }).fill('Tags__c');
  await other.keyboard.press('Enter');
  await giving.getByLabel(/^At most/).fill('2');
  await giving.getByRole('button', { name: 'Give it' }).click();
  const standing = other.getByRole('row').filter({ hasText: `Guests ${stamp}` });
  await expect(standing).toContainText('In force');
  await expect(standing).toContainText(`Noor Hadid ${stamp}`);

  const again = await propose(page, flow, title, 'DONE');
  expect(await tags()).toEqual([WORD, WORD]);
  await page.goto(`/pushes/${again}`);
  await expect(page.getByText(/standing approval/i).first()).toBeVisible();
  await page.getByRole('button', { name: 'Take back' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
  await expect(records.getByText('Taken back', { exact: true })).toHaveCount(2, { timeout: 60_000 });

  await other.reload();
  await standing.getByRole('button', { name: 'Take back' }).click();
  await other.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
  await expect(standing).toContainText('Taken back');
  const last = await propose(page, flow, title, 'WAITING');
  await other.goto(`/pushes/${last}`);
  await other.getByRole('button', { name: 'Refuse' }).click();
  await other.getByRole('dialog').getByRole('button', { name: 'Refuse' }).click();
  await expect(other.getByText('Refused', { exact: true }).first()).toBeVisible();
  expect(await tags()).toEqual([null, null]);
  await other.context().close();
  await change(page, 'POST', `/flows/${flow}/off`);
});
