import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';

const LEADS = [
  'id,email,country,status',
  'L1,ANNA@nord.example,SE,active',
  'L2,bo@nord.example,SE,active',
  'L3,bo@nord.example,SE,gone',
  'L4,not an address,DE,active',
  'L5,eva@sued.example,DE,active',
].join('\n');

/** Adds a kind of node beside the one that is chosen; the new one is chosen then. */
async function add(page: Page, kind: string) {
  await page.getByRole('region', { name: 'Kinds of nodes' }).getByRole('button', { name: kind, exact: true }).click();
}

const side = (page: Page) => page.getByRole('complementary', { name: 'Settings of the node' });

test('a flow is drawn, published, fires on its schedule, and one record is found in its log', async ({ page }) => {
  test.setTimeout(240_000);
  const title = `Leads of ${Date.now()}`;
  const name = title.toLowerCase().replace(/ /g, '-');
  await page.goto('/flows');
  await page.getByRole('button', { name: 'New flow' }).click();
  await page.getByLabel('Title').fill(title);
  await page.getByRole('button', { name: 'Draw it' }).click();
  await expect(page.getByRole('heading', { name: title })).toBeVisible();

  // When it runs: every minute, in words that are shown back with the times that come.
  await page.getByRole('complementary', { name: 'Settings of the flow' }).getByRole('button', { name: 'Add' }).click();
  await page.getByRole('menuitem', { name: 'At set times' }).click();
  await page.getByLabel('In words').fill('every minute');
  await page.getByRole('button', { name: 'Set', exact: true }).click();
  await expect(page.getByText('The next times')).toBeVisible();

  await add(page, 'Read CSV');
  await page.locator('input[type=file]').setInputFiles({ name: 'leads.csv', mimeType: 'text/csv', buffer: Buffer.from(LEADS) });
  await expect(side(page).getByText('5 rows')).toBeVisible();
  await side(page).getByLabel(/^Key/).fill('id');
  await add(page, 'Filter');
  await side(page).getByLabel(/^Keep when/).fill('record.status == "active" && isEmail(record.email)');
  await add(page, 'Transform');
  await side(page).getByRole('button', { name: 'Add', exact: true }).first().click();
  await side(page).getByLabel(/^Field/).first().fill('email');
  await side(page).getByLabel(/^Value/).fill('lower(record.email)');
  await add(page, 'Store records');
  await side(page).getByLabel(/^Collection/).fill(name.replace(/-/g, '_'));
  await side(page).getByLabel(/^Key/).fill('email');
  await add(page, 'Raise alert');
  await side(page).getByLabel(/^Title/).last().fill(`Told by ${title}`);
  await expect(page.getByText('Saved as a draft')).toBeVisible();
  await page.locator('.react-flow__pane').click({ position: { x: 30, y: 300 } });
  await expect(page.getByText('Nothing is wrong with it.')).toBeVisible();

  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze();
  expect(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join('; ')}`)).toEqual([]);

  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByLabel('What changed').fill('The first one');
  await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByText('Version', { exact: false }).first()).toBeVisible();

  // Nobody starts it: the schedule does.
  await page.getByRole('tab', { name: 'Due times' }).click();
  await expect(page.getByText('Ran').first()).toBeVisible({ timeout: 120_000 });
  await page.getByRole('tab', { name: 'Runs' }).click();
  const run = page.getByRole('row').filter({ hasText: title }).first();
  await expect(run).toContainText('Done', { timeout: 60_000 });
  await run.getByRole('link').first().click();
  await expect(page.getByText('2 dropped')).toBeVisible();
  await page.reload();
  await expect(page.getByText('5 in', { exact: true })).toBeVisible();

  await page.getByRole('link', { name: 'Its records' }).click();
  await expect(page.getByText(/\b2 dropped/).first()).toBeVisible();
  await page.getByLabel('Record', { exact: true }).fill('L5');
  await expect(page).toHaveURL(/key=L5/);
  await page.getByRole('button', { name: 'Show what became of L5' }).click();
  await expect(page.getByRole('heading', { name: 'As it came in' })).toBeVisible();
  await expect(page.getByLabel('As it came in')).toContainText('eva@sued.example');
  await page.getByRole('button', { name: 'Close' }).click();

  await page.goto('/alerts');
  await expect(page.getByText(`Told by ${title}`)).toBeVisible();
  await page.goto('/flows');
  await page.getByRole('link', { name: title }).click();
  await page.getByRole('button', { name: 'Switch off' }).click();
  await expect(page.getByText('Off', { exact: true })).toBeVisible();
});

test('a mistake in a flow is named at its node, and undone', async ({ page }) => {
  await page.goto('/flows');
  await page.getByRole('button', { name: 'New flow' }).click();
  await page.getByLabel('Title').fill(`Mistaken ${Date.now()}`);
  await page.getByRole('button', { name: 'Draw it' }).click();
  await add(page, 'Read records');
  await side(page).getByLabel(/^Collection/).fill('leads');
  await add(page, 'Filter');
  await side(page).locator('textarea').first().fill('record.age >');
  await expect(page.getByLabel('1 problem')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Publish' })).toBeDisabled();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Redo' }).click();
  await page.getByRole('button', { name: 'Lay out' }).click();
  await expect(page.getByText('Saved as a draft')).toBeVisible();
});
