import { expect, test, type Page } from '@playwright/test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pick } from './crm';
import { find, findConnection, settled } from './places';

/**
 * The pictures of docs/use, taken from a running demonstration that has run and in which a flow was imported:
 *
 *   SPRING_MAIL_HOST=127.0.0.1 ./salessync demo --fresh --data-dir guide &
 *   ./salessync flows import examples/flows/weekly-leads.yaml --publish --data-dir guide
 *   cd web && E2E_EMAIL=owner@demo.example E2E_PASSWORD="$(cat ../guide/demo-password)" \
 *     npx playwright test --config playwright.shots.config.ts guide
 */
const folder = process.env.GUIDE_DIR ?? join(import.meta.dirname, '../../docs/use/images');
const MOST_BYTES = 100_000;

/** Chromium takes PNG and JPEG alone; a page of its own packs them as WebP, a quarter of the size. */
async function keep(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(500);
  const png = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  const packer = await page.context().newPage();
  await packer.goto('about:blank');
  const webp = await packer.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.width;
    canvas.height = image.height;
    canvas.getContext('2d')?.drawImage(image, 0, 0);
    return canvas.toDataURL('image/webp', 0.86).split(',')[1] ?? '';
  }, png.toString('base64'));
  await packer.close();
  const bytes = Buffer.from(webp, 'base64');
  expect(bytes.length, name).toBeLessThan(MOST_BYTES);
  writeFileSync(join(folder, `${name}.webp`), bytes);
}

async function goTo(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await settled(page);
}

test('pictures of the guide', async ({ page }) => {
  mkdirSync(folder, { recursive: true });
  await page.setViewportSize({ width: 1200, height: 760 });
  await page.emulateMedia({ colorScheme: 'light' });
  const go = (path: string) => goTo(page, path);
  await go('/');
  const { sync, run } = await find(page);

  await go(`/ordersync/${sync}`);
  await keep(page, 'order-sync');
  await go(`/ordersync/${sync}/report`);
  await page.getByRole('button', { name: 'Send by e-mail' }).click();
  await page.getByRole('dialog').waitFor();
  await page.getByRole('dialog').getByLabel('To').fill('nina@example.org');
  await keep(page, 'report-mail');
  await go(`/runs/${run}`);
  await keep(page, 'run');
  await go(`/connections/${await findConnection(page)}`);
  await keep(page, 'connection');
  await go('/keys');
  await page.getByRole('button', { name: 'Create a key' }).first().click();
  await page.getByRole('dialog').waitFor();
  await keep(page, 'api-key');

  const flows = (await (await page.request.get('/api/v1/flows')).json()) as { items: { id: string; name: string }[] };
  const flow = flows.items[0];
  if (flow) {
    await go(`/flows/${flow.id}`);
    await keep(page, 'flow');
  }

});

test('pictures of Salesforce, customers and outreach', async ({ page }) => {
  mkdirSync(folder, { recursive: true });
  await page.setViewportSize({ width: 1200, height: 760 });
  await page.emulateMedia({ colorScheme: 'light' });
  const go = (path: string) => goTo(page, path);
  await go('/pulls/new');
  await page.getByRole('textbox', { name: 'Name' }).fill('Contacts without activity');
  await pick(page, page.getByRole('combobox', { name: 'Object' }), 'Contact');
  await page.getByRole('combobox', { name: 'Attributes' }).click();
  for (const field of ['Full Name', 'Email', 'Last Activity']) await page.getByRole('option', { name: new RegExp(`^${field}`) }).first().click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Condition', exact: true }).click();
  await pick(page, page.getByRole('combobox', { name: 'Attribute', exact: true }), 'Last Activity');
  await pick(page, page.getByRole('combobox', { name: 'Operator' }), 'is before');
  await pick(page, page.getByRole('combobox', { name: 'When' }), /days ago/);
  await expect(page.getByText('Records now')).toBeVisible();
  await page.getByRole('button', { name: 'Show the first records' }).click();
  await page.getByRole('table', { name: 'First records' }).waitFor();
  await page.getByText('Only records where').scrollIntoViewIfNeeded();
  await page.evaluate(() => document.querySelector('main h2')?.scrollIntoView());
  await keep(page, 'query');
  await go('/matching');
  await keep(page, 'match');
  const pushes = (await (await page.request.get('/api/v1/pushes')).json()) as { items: { id: string; state: string }[] };
  const push = pushes.items.find((one) => one.state === 'WAITING') ?? pushes.items[0];
  if (push) {
    await go(`/pushes/${push.id}`);
    await keep(page, 'push');
    const rows = (await (await page.request.get(`/api/v1/pushes/${push.id}/rows?limit=1`)).json()) as { items: { person?: string | null }[] };
    const person = rows.items[0]?.person;
    if (person) {
      await go(`/customers/people/${person}`);
      await keep(page, 'person');
    }
  }

  const sequences = (await (await page.request.get('/api/v1/outreach/sequences')).json()) as { items: { id: string; version?: number | null }[] };
  const sequence = sequences.items.find((one) => one.version);
  if (sequence) {
    await go(`/outreach/sequences/${sequence.id}`);
    await page.getByRole('list', { name: 'Steps' }).getByRole('button').nth(2).click();
    await keep(page, 'sequence');
  }
  const leads = (await (await page.request.get('/api/v1/outreach/leads?state=REPLIED&limit=1')).json()) as { items: { id: string }[] };
  if (leads.items[0]) {
    await go(`/outreach/leads/${leads.items[0].id}`);
    await keep(page, 'lead');
    await go('/outreach/inbox');
    await keep(page, 'inbox');
  }
});
