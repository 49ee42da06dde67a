import { expect, test } from '@playwright/test';
import { find, settled } from './places';

test('a run is seen on the strip of every page, after a reload, and on its own page', async ({ page }) => {
  const { sync } = await find(page);
  await page.goto(`/ordersync/${sync}`);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page).toHaveURL(/\/runs\/[0-9a-f-]{36}/);
  // The address changes before the page does.
  await expect(page.getByRole('heading', { name: 'Log', exact: true })).toBeVisible();
  const title = await page.getByRole('heading', { level: 1 }).innerText();
  const strip = page.getByRole('region', { name: 'Running now' });
  await expect(strip).toContainText(title);
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Runs' }).click();
  await expect(page.getByRole('table', { name: 'Runs' })).toContainText(title);
  await expect(page.getByRole('progressbar').first()).toBeVisible();
});

test('every row says why', async ({ page }) => {
  const { sync } = await find(page);
  await page.goto(`/ordersync/${sync}/rows`);
  const why = page.getByRole('button', { name: /^Why:/ });
  await expect(why.first()).toBeVisible();
  await why.first().click();
  const drawer = page.getByRole('dialog');
  await expect(drawer.getByRole('status').or(drawer.getByRole('alert')).first()).toContainText(/\w+ \w+/);
  await page.keyboard.press('Escape');
  await expect(drawer).toBeHidden();
});

test('the view of the rows is kept in the address', async ({ page }) => {
  const { sync } = await find(page);
  await page.goto(`/ordersync/${sync}/rows`);
  await settled(page);
  await page.getByText('Lines', { exact: true }).click();
  await page.getByRole('combobox', { name: 'State' }).click();
  await page.getByRole('option', { name: 'On the board' }).click();
  await expect(page).toHaveURL(/kind=lines/);
  await expect(page).toHaveURL(/state=SYNCED/);
  await page.reload();
  await settled(page);
  await expect(page.getByRole('combobox', { name: 'State' })).toHaveValue('On the board');
});

test('a plan says what a run would do', async ({ page }) => {
  const { sync } = await find(page);
  await page.goto(`/ordersync/${sync}/plan`);
  await expect(page.getByRole('heading', { name: 'What a run would do' })).toBeVisible({ timeout: 60_000 });
  for (const figure of ['Writes', 'Calls', 'Time', 'Cost', 'Would fail']) await expect(page.getByText(figure, { exact: true })).toBeVisible();
});

test('the board check comes to a verdict', async ({ page }) => {
  const { sync } = await find(page);
  await page.goto(`/ordersync/${sync}/check`);
  await expect(page.getByText(/The mapping (fits|does not fit)/)).toBeVisible({ timeout: 60_000 });
});

test('a mapping is changed in the table, checked, compared and saved as text', async ({ page }) => {
  const { sync } = await find(page);
  await page.goto(`/ordersync/${sync}/mapping`);
  await page.getByRole('button', { name: /^Change / }).first().click();
  const form = page.getByRole('dialog');
  const fallback = form.getByLabel('When empty');
  const value = `unknown ${Date.now() % 1000}`;
  await fallback.fill(value);
  await form.getByRole('button', { name: 'Put it in' }).click();
  await expect(page.getByRole('table', { name: 'Columns of orders' })).toContainText(value);
  await page.getByRole('button', { name: 'Compare and save' }).click();
  const compare = page.getByRole('dialog', { name: 'Save these changes?' });
  await expect(compare.getByText(value)).toBeVisible();
  await compare.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(/Saved as version/)).toBeVisible();
});

test('a mistake in a mapping is told at its line and cannot be saved', async ({ page }) => {
  const { sync } = await find(page);
  await page.goto(`/ordersync/${sync}/mapping`);
  await settled(page);
  await page.getByText('Text', { exact: true }).first().click();
  const editor = page.getByRole('textbox', { name: 'Mapping as text' });
  await editor.click();
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText('\n[[lines.column]]\nid = "e2e"\ntype = "numbrs"\nfrom = "quantity"\n');
  await expect(page.getByRole('button', { name: /^Line \d+$/ }).first()).toBeVisible();
  await expect(page.getByText(/numbrs/).last()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Compare and save' })).toBeDisabled();
  page.once('dialog', (dialog) => void dialog.accept());
  await page.getByRole('button', { name: 'Discard' }).click();
});

test('an import is refused or done, and says which', async ({ page }) => {
  const { sync } = await find(page);
  await page.goto(`/ordersync/${sync}/import`);
  await page.locator('input[type="file"]').setInputFiles({ name: 'not-a-list.csv', mimeType: 'text/csv', buffer: Buffer.from('this,is\nnot,it\n') });
  await page.getByRole('button', { name: 'Import not-a-list.csv' }).click();
  await expect(page.getByRole('main').getByRole('alert').or(page.getByRole('main').getByRole('status')).first()).toBeVisible();
});

test('a run is paused, resumed, and its log is searched', async ({ page }) => {
  const { sync } = await find(page);
  await page.goto(`/ordersync/${sync}`);
  await page.getByRole('button', { name: 'Verify against the board' }).click();
  await expect(page).toHaveURL(/\/runs\//);
  const pause = page.getByRole('button', { name: 'Pause' });
  const ended = page.getByText(/^(Done|Failed)/).first();
  await expect(pause.or(ended).first()).toBeVisible();
  if (await pause.isVisible()) {
    await pause.click();
    const resume = page.getByRole('button', { name: 'Resume' });
    // A short run may end before it is told to pause.
    await expect(resume.or(ended).first()).toBeVisible();
    if (await resume.isVisible()) {
      await resume.click();
      await expect(pause.or(ended).first()).toBeVisible();
    }
  }
  await page.getByLabel('Search the log').fill('no line says this');
  await expect(page.getByText('No lines like that')).toBeVisible();
  await expect(page).toHaveURL(/q=no/);
});

test('runs are filtered, and the filter is kept in the address', async ({ page }) => {
  await page.goto('/runs');
  await page.getByRole('combobox', { name: 'Kind' }).click();
  await page.getByRole('option', { name: 'Import' }).click();
  await expect(page).toHaveURL(/kind=ordersync\.import/);
  await page.reload();
  await expect(page.getByRole('combobox', { name: 'Kind' })).toHaveValue('Import');
});
