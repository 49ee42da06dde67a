import { existsSync } from 'node:fs';

const KNOWN = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The machine's own Chromium; none is ever downloaded. */
export const launchOptions = {
  executablePath: process.env.CHROMIUM ?? KNOWN.find((path) => existsSync(path)) ?? 'chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
};

export const baseURL = process.env.BASE_URL ?? 'http://127.0.0.1:8080';
export const email = process.env.E2E_EMAIL ?? 'mara.lindqvist@lakeside.example';
export const password = process.env.E2E_PASSWORD ?? 'correct horse battery';
