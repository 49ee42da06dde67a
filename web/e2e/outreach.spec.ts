import { type APIResponse, expect, type Page, test } from '@playwright/test';
import { settled } from './places';

const sandbox = process.env.SANDBOX_URL;

async function ok(answer: Promise<APIResponse>): Promise<APIResponse> {
  const told = await answer;
  expect(told.ok(), `${told.url()}: ${told.status()} ${told.ok() ? '' : await told.text()}`).toBe(true);
  return told;
}

/** The network's side: what people there do. */
const act = (page: Page, what: string, data: object) => ok(page.request.post(`${sandbox}/_sandbox/unipile/${what}`, { data }));

/** Asks the server as the page does, with the session of whoever is signed in. */
async function ask<T>(page: Page, method: 'GET' | 'POST' | 'PUT', path: string, data?: object): Promise<T> {
  const token = (await page.context().cookies()).find((cookie) => cookie.name === 'XSRF-TOKEN')?.value ?? '';
  const answer = await ok(page.request.fetch(`/api/v1/outreach${path}`, { method, headers: { 'X-XSRF-TOKEN': token }, ...(data ? { data } : {}) }));
  return (await answer.json()) as T;
}

interface Sender {
  id: string;
  name: string;
  owner: string | null;
  team: string;
  tier: string | null;
  settings: object;
  version: number;
}

/** An account of its own, so that nobody else's messages keep it waiting, and its owner's agreement. */
async function account(page: Page, name: string, id: string): Promise<void> {
  await act(page, 'accounts', { id, tier: 'premium', type: 'LINKEDIN', name, connections: 40, age_days: 900 });
  const { items } = await ask<{ items: Sender[] }>(page, 'POST', '/senders', { connection: 'unipile', account: id, name: null, zone: 'Europe/Amsterdam', country: 'NL' });
  const made = items[0];
  if (!made) throw new Error('The account was not taken in');
  const days = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];
  await ask(page, 'PUT', `/senders/${made.id}`, {
    name,
    owner: null,
    team: made.team,
    tier: made.tier,
    zone: 'Europe/Amsterdam',
    country: 'NL',
    settings: { ...made.settings, days, from: '00:00', until: '23:59', ramp: false, spacingFrom: 30, spacingTo: 30 },
    version: made.version,
  });
  await page.goto('/outreach/senders');
  await settled(page);
  const card = page.getByRole('region', { name });
  await expect(card.getByText('Its owner has not agreed')).toBeVisible();
  await card.getByRole('button', { name: 'Read and agree' }).click();
  await page.getByLabel('I have read this, and it is my account').check();
  await page.getByRole('button', { name: 'I agree' }).click();
  await expect(card.getByText('Its owner has not agreed')).toBeHidden();
}

/** A click on the text of a choice, as its box is hidden. */
const choose = (page: Page, text: string) => page.getByText(text, { exact: true }).click();

async function build(page: Page, name: string, sender: string): Promise<void> {
  await page.goto('/outreach');
  await page.getByRole('button', { name: 'New sequence' }).click();
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Make it' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();

  const settings = page.getByRole('complementary', { name: 'Settings of the sequence' });
  await settings.getByLabel('saturday').check();
  await settings.getByLabel('sunday').check();
  await settings.getByLabel('From', { exact: true }).fill('00:00');
  await settings.getByLabel('Until', { exact: true }).fill('23:59');
  await choose(page, 'The sender’s');
  await settings.getByRole('switch', { name: 'Not on public holidays of the lead’s country' }).click();
  await settings.getByRole('switch', { name: 'Nor of the sender’s' }).click();
  await choose(page, 'the person');
  await settings.getByLabel('Senders on LinkedIn').first().fill(sender);
  await page.keyboard.press('Enter');

  const steps = page.getByRole('list', { name: 'Steps' });
  const side = page.getByRole('complementary', { name: 'The chosen step' });
  await steps.getByRole('button', { name: /^Invitation invite/ }).click();
  await side.getByRole('textbox', { name: 'Note' }).fill('Hello {{ first_name }}, we met at the fair. Shall we stay in touch, for {{ company }}?');
  await steps.getByRole('button', { name: /^Message hello/ }).click();
  const add = page.getByRole('group', { name: 'Add after “hello”' });
  await add.getByRole('button', { name: 'Wait' }).click();
  await side.getByLabel('How long').fill('1');
  await side.getByRole('combobox', { name: 'Counted in' }).click();
  await page.getByRole('option', { name: 'hours' }).click();
  await page.getByRole('group', { name: 'Add after “wait”' }).getByRole('button', { name: 'Message', exact: true }).click();
  await side.getByRole('textbox', { name: 'Text' }).fill('Did it reach you, {{ first_name }}?');
  await expect(steps.getByRole('button')).toHaveText([/Invitation/, /Condition.*Are they connected/, /Message.*hello/, /Wait.*1 hour/, /Message.*Did it reach you/, /from accepted \(no, nobody can tell\).*End/]);
  await expect(page.getByText('Saved as a draft')).toBeVisible();
}

test('a sequence is built, previewed and launched; a connection is seen, a reply stops it, and a lead that stands still says why', async ({ page }) => {
  test.skip(!sandbox, 'It needs the sandbox: web/e2e/run starts it');
  test.setTimeout(300_000);
  const stamp = Date.now().toString(36);
  const [name, sender, box] = [`Fair ${stamp}`, `Erin ${stamp}`, `linkedin-${stamp}`];
  const never = { accepts: false, declines: false, replies: false };
  for (const [first, company] of [['Ada', 'Engines'], ['Grace', '']] as const) {
    await act(page, 'people', { first_name: first, last_name: `Test ${stamp}`, public_id: `${first.toLowerCase()}-${stamp}`, company, behaviour: never });
  }
  // the demonstration's own leads would share the new account
  const { items } = await ask<{ items: { id: string; state: string }[] }>(page, 'GET', '/sequences?state=LIVE');
  for (const one of items) await ask(page, 'POST', `/sequences/${one.id}/pause`, {});
  try {
    await account(page, sender, box);
    await build(page, name, sender);

    await page.getByRole('tab', { name: 'Preview' }).click();
    await page.getByLabel('Try it on people of your own').fill('first_name, company\nAda, Engines\nGrace,');
    await expect(page.getByText('1 of 2 leads can be written to')).toBeVisible();
    await expect(page.getByText('Hello Ada, we met at the fair. Shall we stay in touch, for Engines?')).toBeVisible();
    await expect(page.getByText('company is missing')).toBeVisible();

    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByLabel('What changed').fill('The first one');
    await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
    await expect(page.getByText('Version 1 is live', { exact: false })).toBeVisible();
    await page.getByRole('button', { name: 'Put leads in' }).click();
    const csv = `First Name,Last Name,Company,LinkedIn\nAda,Test ${stamp},Engines,https://www.linkedin.com/in/ada-${stamp}\nGrace,Test ${stamp},,https://www.linkedin.com/in/grace-${stamp}\n`;
    await page.locator('input[type=file]').setInputFiles({ name: 'leads.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await expect(page.getByText('2 of 2 rows can be taken')).toBeVisible();
    await page.getByRole('button', { name: 'Take 2 leads' }).click();
    await expect(page.getByText('2 leads are in.')).toBeVisible();

    // one of them stands still, and says why
    await page.getByRole('tab', { name: 'Leads' }).click();
    await page.getByRole('link', { name: `Grace Test ${stamp}` }).click();
    const graces = page.url();
    await expect(page.getByText('Needs data', { exact: true }).first()).toBeVisible({ timeout: 30_000 });
    await expect(page.getByRole('region', { name: 'Why it is where it is' })).toContainText('The value “company” is missing.');

    // the other one is invited, and accepts; between two acts of an account half a minute passes
    await page.goto('/outreach/leads');
    await page.getByLabel('Search leads').fill(`Ada Test ${stamp}`);
    await page.getByRole('link', { name: `Ada Test ${stamp}` }).click();
    const story = page.getByRole('region', { name: 'Their story' });
    await expect(story.getByText(`Invited with a note from “${sender}”.`)).toBeVisible({ timeout: 60_000 });
    await expect(story.getByText('Hello Ada, we met at the fair. Shall we stay in touch, for Engines?')).toBeVisible();
    const ada = { account: box, person: `ada-${stamp}` };
    await act(page, 'accept', ada);
    await act(page, 'relation_webhook', ada);
    await expect(story.getByText('They are connected now.')).toBeVisible({ timeout: 30_000 });

    // the message goes out, she answers, and nothing else goes to her
    await expect(story.getByText(`Message sent from “${sender}”.`)).toBeVisible({ timeout: 60_000 });
    await act(page, 'reply', { ...ada, text: 'Yes, do send it to me.' });
    await expect(story.getByText('Yes, do send it to me.')).toBeVisible({ timeout: 30_000 });
    await expect(page.getByText('Replied', { exact: true }).first()).toBeVisible();
    const lead = await ask<{ state: string; nextAt?: string | null }>(page, 'GET', `/leads/${page.url().split('/').pop() ?? ''}`);
    expect([lead.state, lead.nextAt ?? null]).toEqual(['REPLIED', null]);

    await page.goto('/outreach/inbox');
    await page.getByRole('button', { name: new RegExp(`Ada Test ${stamp}`) }).click();
    await expect(page.getByText('They answered: the sequence has ended for them.')).toBeVisible();
    const reply = page.getByRole('textbox', { name: 'Your reply' });
    await reply.fill('It is on its way.');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(page.getByText('It is on its way.', { exact: true })).toBeVisible();
    await expect(reply).toHaveValue('');

    // the one that stood goes on with what was missing
    await page.goto(graces);
    await page.getByRole('region', { name: 'Give what is missing' }).getByLabel('company').fill('Compilers');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('region', { name: 'Give what is missing' })).toBeHidden({ timeout: 30_000 });
  } finally {
    for (const one of items) await ask(page, 'POST', `/sequences/${one.id}/resume`, {});
  }
});
