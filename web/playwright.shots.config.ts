import { defineConfig } from '@playwright/test';
import main from './playwright.config';

/** Pictures of every page, written to a temporary folder (SHOTS_DIR to choose another). */
export default defineConfig({
  ...main,
  testMatch: '*.shots.ts',
  timeout: 240_000,
  projects: [
    { name: 'signed-in', testMatch: 'auth.setup.ts' },
    { name: 'shots', testMatch: '*.shots.ts', dependencies: ['signed-in'], use: { storageState: 'test-results/session.json' } },
  ],
});
