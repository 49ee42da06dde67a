import { defineConfig } from '@playwright/test';
import { baseURL, launchOptions } from './e2e/browser';

/** E2E_MOCK=1 runs the specs against the built pages and the made-up server of mock/. */
const mock = process.env.E2E_MOCK === '1';
const mockURL = 'http://127.0.0.1:4185';

export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  timeout: 60_000,
  expect: { timeout: 15_000 },
  // E2E_WORKERS=2 runs files beside each other, as most of a test is waiting; what cannot bear company has the tag @alone
  fullyParallel: false,
  workers: Number(process.env.E2E_WORKERS ?? 1),
  retries: process.env.CI ? 1 : 0,
  reporter: [['list']],
  outputDir: 'test-results',
  use: { actionTimeout: 15_000, navigationTimeout: 20_000, baseURL: mock ? mockURL : baseURL, launchOptions, viewport: { width: 1280, height: 900 }, locale: 'en-GB', timezoneId: 'Europe/Amsterdam', screenshot: 'only-on-failure', trace: 'off' },
  projects: [
    { name: 'signed-in', testMatch: 'auth.setup.ts' },
    { name: 'pages', dependencies: ['signed-in'], use: { storageState: 'test-results/session.json' } },
  ],
  ...(mock ? { webServer: { command: 'node mock/server.mjs --port 4185 --dist dist', url: `${mockURL}/api/v1/setup`, reuseExistingServer: false } } : {}),
});
