import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { find, places, settled } from './places';

/** What depends on the colours; the rest of a page is the same in both schemes. */
const COLOURS = ['color-contrast', 'link-in-text-block'];
const DESK = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

async function violations(page: Page, rules?: string[]): Promise<string[]> {
  // the pages have no frames of others, so everything is asked in the page itself
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  const result = await (rules ? axe.withRules(rules) : axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])).analyze();
  return result.violations.map((one) => `${one.id}: ${one.nodes.map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`).slice(0, 3).join(' | ')}`);
}

/** Nothing moves any more: what is on its way is not what people see. */
async function still(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => document.getAnimations().filter((one) => one.playState === 'running').length)).toBe(0);
}

/** What is wrong with a page that stands, in both schemes and on a phone. */
async function faults(page: Page, path: string): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    if (colorScheme === 'light') {
      await page.goto(path);
      await settled(page);
    }
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
    // colours that are on their way are not what people see
    await page.evaluate(() => document.getAnimations().filter((one) => one instanceof CSSTransition).forEach((one) => one.finish()));
    found.push(...(await violations(page, colorScheme === 'dark' ? COLOURS : undefined)).map((one) => `${colorScheme}: ${one}`));
  }
  await page.setViewportSize(PHONE);
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  await settled(page);
  const over = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  // what measures itself, such as a chart, follows a moment later
  for (let n = 0; n < 10 && (await over()) > 0; n += 1) await page.waitForTimeout(100);
  const wide = await over();
  if (wide > 0) found.push(`on a phone: ${wide} px too wide`);
  await page.setViewportSize(DESK);
  return found;
}

test('no page has violations of level A or AA, light or dark, or scrolls sideways at phone width', async ({ page }) => {
  test.setTimeout(480_000);
  await page.setViewportSize(DESK);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const found: Record<string, string[]> = {};
  for (const [name, path] of Object.entries(await places(page))) {
    const wrong = await faults(page, path);
    if (wrong.length) found[name] = wrong;
  }
  expect(found).toEqual({});
});

test('dialogs and drawers have no violations either', async ({ page }) => {
  const { sync } = await find(page);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(`/ordersync/${sync}/rows`);
  await page.getByRole('button', { name: /^Why:/ }).first().click();
  await page.getByRole('dialog').waitFor();
  await still(page);
  expect(await violations(page)).toEqual([]);
  await page.goto('/users');
  await page.getByRole('button', { name: 'Add a user' }).click();
  await page.getByRole('dialog').waitFor();
  await still(page);
  expect(await violations(page)).toEqual([]);
});

test('the keyboard leads from the top of a page to the reason of a row and back', async ({ page }) => {
  const { sync } = await find(page);
  await page.goto(`/ordersync/${sync}/rows`);
  await settled(page);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the page' })).toBeFocused();
  await page.keyboard.press('Enter');
  const why = page.getByRole('button', { name: /^Why:/ }).first();
  for (let press = 0; press < 60; press += 1) {
    await page.keyboard.press('Tab');
    if (await why.evaluate((element) => element === document.activeElement)) break;
  }
  await expect(why).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(why).toBeFocused();
});

test('the appearance is chosen and kept', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: /your menu/ }).first().click();
  await page.getByLabel('Dark').click({ force: true });
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
});
