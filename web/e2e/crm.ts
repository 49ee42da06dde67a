import { type APIResponse, type Browser, expect, type Locator, type Page } from '@playwright/test';

const sandbox = process.env.SANDBOX_URL;

/** Whether the vendors of these tests are the sandbox, whose truth may be asked: `e2e/run` starts it. */
export const hasSandbox = sandbox !== undefined;

/** Where the sandbox's Salesforce answers: at the root of the port after the sandbox's own. */
export function salesforce(): string {
  const url = new URL(sandbox ?? 'http://127.0.0.1:8090');
  return `http://${url.hostname}:${Number(url.port) + 1}`;
}

async function ok(answer: Promise<APIResponse>): Promise<APIResponse> {
  const told = await answer;
  expect(told.ok(), `${told.url()}: ${told.status()} ${told.ok() ? '' : await told.text()}`).toBe(true);
  return told;
}

/** What the server answers whoever is signed in. */
export async function ask<T>(page: Page, path: string): Promise<T> {
  return (await (await ok(page.request.get(`/api/v1${path}`))).json()) as T;
}

/** Changes something at the server as a page would, with the session of whoever is signed in. */
export async function change<T>(page: Page, method: 'POST' | 'PUT' | 'DELETE', path: string, data?: object): Promise<T> {
  const token = (await page.context().cookies()).find((cookie) => cookie.name === 'XSRF-TOKEN')?.value ?? '';
  const answer = await ok(page.request.fetch(`/api/v1${path}`, { method, headers: { 'X-XSRF-TOKEN': token }, ...(data ? { data } : {}) }));
  return (answer.status() === 204 ? undefined : await answer.json()) as T;
}

export type Row = Record<string, string | number | boolean | null> & { Id: string };

/** The rows of an object as the sandbox's org has them. */
export async function truth(page: Page, object: string, fields: string[], id?: string): Promise<Row[]> {
  const params = { object, fields: fields.join(','), ...(id ? { id } : {}) };
  const state = (await (await ok(page.request.get(`${sandbox}/_sandbox/state/salesforce`, { params }))).json()) as { rows: Row[] };
  return state.rows;
}

const PASSWORD = 'seventeen purple kayaks';

/** Somebody else of the organisation, signed in through the page in a browser of their own. */
export async function somebodyElse(page: Page, browser: Browser, name: string): Promise<Page> {
  const email = `${name.toLowerCase().replace(/ /g, '.')}@example.org`;
  await change(page, 'POST', '/users', { name, email, role: 'ADMIN', password: PASSWORD });
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const other = await context.newPage();
  await other.goto('/sign-in');
  await other.getByLabel('E-mail').fill(email);
  await other.getByLabel(/^Password/).fill(PASSWORD);
  await other.getByRole('button', { name: 'Sign in' }).click();
  await expect(other.getByRole('navigation', { name: 'Main' })).toBeVisible();
  return other;
}

/** Chooses from a list that opens below its field. */
export async function pick(page: Page, field: Locator, option: string | RegExp): Promise<void> {
  await field.click();
  await page.getByRole('option', typeof option === 'string' ? { name: option, exact: true } : { name: option }).first().click();
}
