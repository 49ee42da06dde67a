import { test, type Page } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { places, settled } from './places';

const folder = process.env.SHOTS_DIR ?? join(tmpdir(), 'salessync-shots');
const only = process.env.SHOTS_ONLY?.split(',');
const SIZES = { wide: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };

mkdirSync(folder, { recursive: true });

async function shoot(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(400);
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
}

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const scheme of ['light', 'dark'] as const) {
    test(`${size} ${scheme}`, async ({ page, browser }) => {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme: scheme });
      for (const [name, path] of Object.entries(await places(page))) {
        if (only && !only.includes(name)) continue;
        await page.goto(path);
        await settled(page);
        await shoot(page, `${name}-${size}-${scheme}`);
        if (name === 'sync-rows') {
          await page.getByRole('button', { name: /^Why:/ }).nth(2).click();
          await page.getByRole('dialog').waitFor();
          await settled(page);
          await shoot(page, `sync-why-${size}-${scheme}`);
        }
        if (name === 'sync-mapping') {
          await page.getByRole('button', { name: /^Change / }).nth(1).click();
          await shoot(page, `sync-column-${size}-${scheme}`);
          await page.keyboard.press('Escape');
          await page.getByText('Text', { exact: true }).first().click();
          await page.locator('.cm-content').waitFor();
          await shoot(page, `sync-mapping-text-${size}-${scheme}`);
        }
      }
      const fresh = await browser.newContext({ viewport, colorScheme: scheme, storageState: { cookies: [], origins: [] } });
      const gate = await fresh.newPage();
      for (const [name, path] of [['sign-in', '/sign-in'], ['setup', '/setup?token=x']] as const) {
        if (only && !only.includes(name)) continue;
        await gate.goto(path);
        await settled(gate);
        await shoot(gate, `${name}-${size}-${scheme}`);
      }
      await fresh.close();
    });
  }
}
