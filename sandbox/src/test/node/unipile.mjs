// Runs the npm client unipile-node-sdk against a sandbox: node unipile.mjs SANDBOX_ADDRESS
// Its validators are on, so that an answer that is not as the vendor describes it ends the step.
// Each step prints its name once it has held; the first that does not ends the program with what was wrong.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { UnipileClient } from 'unipile-node-sdk';

const [sandbox] = process.argv.slice(2);
const account = 'linkedin-anna';
const options = { validateRequestPayload: true, validateRequestPayloadLevel: 'error' };
const client = new UnipileClient(`${sandbox}/unipile`, 'sandbox-unipile-key', options);

// the client has no time-out of its own, so that a call that hangs would hang this program
const patience = setTimeout(() => {
  console.log('not ok: a call took too long');
  process.exit(1);
}, 60_000);

async function tell(method, path, body) {
  const answer = await fetch(`${sandbox}/_sandbox/${path}`, { method, body: JSON.stringify(body) });
  assert.equal(answer.status, 200, await answer.clone().text());
  return answer.json();
}

const act = (what, body) => tell('POST', `unipile/${what}`, body);
const advance = (time) => tell('PUT', 'clock', { advance: time });
const truth = async (person) =>
  (await (await fetch(`${sandbox}/_sandbox/state/unipile?person=${person}`)).json()).people[0];

async function refused(slug, work) {
  await assert.rejects(work, (error) => {
    assert.equal(error.body?.type, `errors/${slug}`, JSON.stringify(error.body));
    assert.equal(typeof error.body.status, 'number');
    return true;
  });
}

/** Every item of a list, over its pages. */
async function all(list) {
  const items = [];
  let cursor;
  do {
    const page = await list(cursor);
    items.push(...page.items);
    cursor = page.cursor ?? undefined;
  } while (cursor);
  return items;
}

const told = [];
const receiver = createServer((request, response) => {
  let body = '';
  request.on('data', (part) => (body += part));
  request.on('end', () => {
    told.push({ secret: request.headers['unipile-auth'], type: request.headers['content-type'], body: JSON.parse(body) });
    response.end();
  });
});
await new Promise((ready) => receiver.listen(0, '127.0.0.1', ready));
const address = `http://127.0.0.1:${receiver.address().port}/`;

const steps = [];
const step = (name, work) => steps.push([name, work]);
let amy;
let bo;
let chat;

step('a wrong key', async () => {
  const stranger = new UnipileClient(`${sandbox}/unipile`, 'wrong', options);
  await refused('missing_credentials', stranger.account.getAll());
});

step('accounts', async () => {
  await tell('POST', 'reset', { seed: 5, now: '2026-03-02T09:00:00Z', hold: true });
  const accounts = await all((cursor) => client.account.getAll({ limit: 2, cursor }));
  assert.equal(accounts.length, 6);
  const one = await client.account.getOne(account);
  assert.equal(one.type, 'LINKEDIN');
  assert.equal(one.sources[0].status, 'OK');
  assert.equal((await client.account.resyncLinkedinAccount({ account_id: account })).status, 'SYNC_STARTED');
  await act('status', { account, status: 'CREDENTIALS' });
  assert.equal((await client.account.getOne(account)).sources[0].status, 'CREDENTIALS');
  const back = await client.account.reconnectLinkedin({ account_id: account, username: 'anna', password: 'right' });
  assert.equal(back.object, 'AccountReconnected');
  assert.equal((await client.account.getOne(account)).sources[0].status, 'OK');
  const link = await client.account.createHostedAuthLink({
    type: 'create',
    providers: ['LINKEDIN'],
    expiresOn: '2026-03-03T09:00:00.000Z',
    api_url: sandbox,
    name: 'seat 7',
  });
  assert.equal((await fetch(link.url, { method: 'POST' })).status, 200);
  const more = await all((cursor) => client.account.getAll({ cursor }));
  assert.equal(more.length, 7);
  await client.account.delete(more.find((each) => each.name === 'Hosted Owner').id);
});

step('webhooks', async () => {
  const made = [];
  const headers = [{ key: 'Unipile-Auth', value: 'secret' }];
  for (const source of ['users', 'messaging', 'account_status', 'email', 'email_tracking']) {
    const events = { email: ['mail_sent', 'mail_received'], email_tracking: ['mail_opened', 'mail_link_clicked'] }[source];
    made.push(await client.webhook.create({ source, request_url: address, name: source, headers, events }));
  }
  const extra = await client.webhook.create({ source: 'account_status', request_url: address });
  assert.equal((await client.webhook.getAll()).items.length, made.length + 1);
  assert.equal((await client.webhook.delete(extra.webhook_id)).object, 'WebhookDeleted');
});

step('profiles', async () => {
  const own = await client.users.getOwnProfile(account);
  assert.equal(own.first_name, 'Anna');
  await client.users.getOwnProfile('mail-anna');
  await client.users.getOwnProfile('mail-ben');
  amy = await act('people', { first_name: 'Amy', last_name: 'Ångström', public_id: 'amy-ångström', account, behaviour: { accepts: true, accept_after: 'PT2H', replies: true, reply_after: 'PT1H', reply_text: 'Yes, please.', bounces: false, opens: true, clicks: true, unsubscribes: false } });
  bo = await act('people', { first_name: 'Bo', public_id: null, account, behaviour: { accepts: false } });
  const found = await client.users.getProfile({ identifier: encodeURIComponent('amy-ångström'), account_id: account });
  assert.equal(found.provider_id, amy.provider_id);
  assert.equal(found.is_relationship, false);
  const byId = await client.users.getProfile({ identifier: bo.provider_id, account_id: account, linkedin_sections: '*' });
  assert.equal(byId.public_identifier, null);
  assert.equal(byId.work_experience[0].company, bo.company);
  const sales = await client.users.getProfile({
    identifier: amy.provider_id,
    account_id: 'linkedin-chloe',
    linkedin_api: 'sales_navigator',
  });
  assert.match(sales.provider_id, /^ACw/);
  await refused('resource_not_found', client.users.getProfile({ identifier: 'nobody-at-all', account_id: account }));
});

step('invitations', async () => {
  const sent = await client.users.sendInvitation({ account_id: account, provider_id: amy.provider_id, message: 'Hello Amy' });
  assert.equal(sent.object, 'UserInvitationSent');
  await client.users.sendInvitation({ account_id: account, provider_id: bo.provider_id });
  await refused('already_invited_recently', client.users.sendInvitation({ account_id: account, provider_id: amy.provider_id }));
  await refused('too_many_characters', client.users.sendInvitation({ account_id: account, provider_id: bo.provider_id, message: 'x'.repeat(301) }));
  const waiting = await all((cursor) => client.users.getAllInvitationsSent({ account_id: account, limit: 1, cursor }));
  assert.deepEqual(waiting.map((each) => each.invited_user_id), [bo.provider_id, amy.provider_id]);
  assert.equal(waiting[1].invitation_text, 'Hello Amy');
  await client.users.cancelInvitationSent({ account_id: account, invitation_id: waiting[0].id });
  await refused('already_invited_recently', client.users.sendInvitation({ account_id: account, provider_id: bo.provider_id }));
  const profile = await client.users.getProfile({ identifier: bo.provider_id, account_id: account });
  assert.deepEqual(profile.invitation, { type: 'SENT', status: 'WITHDRAWN' });
});

step('connections', async () => {
  await refused('no_connection_with_recipient', client.messaging.startNewChat({ account_id: account, attendees_ids: [amy.provider_id], text: 'Too early' }));
  await advance('PT12H');
  const relations = await all((cursor) => client.users.getAllRelations({ account_id: account, limit: 250, cursor }));
  assert.equal(relations.length, 601);
  assert.equal(relations[0].member_id, amy.provider_id);
  const heard = told.filter((each) => each.body.event === 'new_relation');
  assert.equal(heard.length, 1);
  assert.equal(heard[0].body.user_provider_id, amy.provider_id);
  assert.equal(heard[0].secret, 'secret');
  assert.equal(heard[0].type, undefined);
  await refused('already_connected', client.users.sendInvitation({ account_id: account, provider_id: amy.provider_id }));
});

step('chats and messages', async () => {
  const started = await client.messaging.startNewChat({ account_id: account, attendees_ids: [amy.provider_id], text: 'Good to be connected ☀' });
  chat = await client.messaging.getChat(started.chat_id);
  assert.equal(chat.lastMessage.text, 'Good to be connected ☀');
  await advance('PT2H');
  const messages = await all((cursor) => client.messaging.getAllMessagesFromChat({ chat_id: chat.id, limit: 1, cursor }));
  assert.deepEqual(messages.map((each) => [each.is_sender, each.text]), [
    [0, 'Yes, please.'],
    [1, 'Good to be connected ☀'],
    [1, 'Hello Amy'],
  ]);
  const sent = await client.messaging.sendMessage({ chat_id: chat.id, text: 'Thank you' });
  assert.equal((await client.messaging.getMessage(sent.message_id)).text, 'Thank you');
  const hers = await client.messaging.getAllMessages({ account_id: account, sender_id: amy.provider_id });
  assert.equal(hers.items.length, 1);
  const chats = await client.messaging.getAllChats({ account_id: account });
  assert.equal(chats.items[0].unread_count, 1);
  await client.messaging.setChatStatus({ chat_id: chat.id, action: 'setReadStatus', value: true });
  assert.equal((await client.messaging.getChat(chat.id)).unread_count, 0);
  const people = await client.messaging.getAllAttendeesFromChat(chat.id);
  assert.equal(people.items[0].provider_id, amy.provider_id);
  const known = await client.messaging.getAllAttendees({ account_id: account });
  const attendee = await client.messaging.getAttendee(known.items[0].id);
  assert.equal((await client.messaging.getAllChatsFromAttendee({ attendee_id: attendee.id })).items.length, 1);
  assert.equal((await client.messaging.getAllMessagesFromAttendee({ attendee_id: attendee.id })).items.length, 4);
  await advance('PT1M');
  const heard = told.filter((each) => each.body.event === 'message_received');
  const own = heard.filter((each) => each.body.sender.attendee_provider_id === each.body.account_info.user_id);
  assert.equal(heard.length, 4);
  assert.equal(own.length, 3, 'the note and both messages of the owner');
});

step('an InMail', async () => {
  const started = await client.messaging.startNewChat({
    account_id: account,
    attendees_ids: [bo.provider_id],
    subject: 'An idea',
    text: 'From outside',
    options: { linkedin: { api: 'classic', inmail: true } },
  });
  assert.equal((await client.messaging.getChat(started.chat_id)).content_type, 'inmail');
});

step('emails', async () => {
  const person = await truth(amy.person);
  const sent = await client.email.send({
    account_id: 'mail-anna',
    to: [{ display_name: 'Amy', identifier: person.email }],
    subject: 'A look at this',
    body: '<p>See <a href="https://sandbox.example/a">this</a></p>',
    custom_headers: [{ name: 'List-Unsubscribe', value: '<https://sandbox.example/u>' }],
    tracking_options: { opens: true, links: true, label: 'first' },
  });
  await advance('P30D');
  const inbox = await client.email.getAll({ account_id: 'mail-anna', role: 'inbox' });
  assert.ok(inbox.items.some((each) => each.subject === 'Re: A look at this'), JSON.stringify(inbox.items));
  const out = (await client.email.getAll({ account_id: 'mail-anna', role: 'sent', limit: 5 }, { extra_params: { include_headers: 'true' } })).items;
  assert.equal(out[0].tracking_id, sent.tracking_id);
  assert.ok(out[0].headers.some((each) => each.name === 'List-Unsubscribe'));
  await client.email.getOne(out[0].id);
  await client.email.getAllFolders({ account_id: 'mail-anna' });
  const reply = await client.email.send({ account_id: 'mail-anna', to: [{ identifier: person.email }], subject: 'Re: A look at this', body: 'Thanks', reply_to: inbox.items[0].provider_id });
  assert.equal(reply.object, 'EmailSent');
  await refused('parent_mail_not_found', client.email.send({ account_id: 'mail-anna', to: [{ identifier: person.email }], body: 'x', reply_to: 'none' }));
  const events = told.filter((each) => each.body.tracking_id === sent.tracking_id).map((each) => each.body.event);
  assert.deepEqual(new Set(events), new Set(['mail_sent', 'mail_opened', 'mail_link_clicked']));
});

step('an answer that is an error', async () => {
  await tell('PUT', 'faults', { faults: [{ kind: 'cannot_resend_yet', operation: 'invite', times: 1 }] });
  const other = await act('people', { account });
  await refused('cannot_resend_yet', client.users.sendInvitation({ account_id: account, provider_id: other.provider_id }));
  await client.users.sendInvitation({ account_id: account, provider_id: other.provider_id });
  assert.equal((await truth(other.person)).invitations.length, 1);
});

for (const [name, work] of steps) {
  try {
    await work();
    console.log(`ok ${name}`);
  } catch (error) {
    console.log(`not ok ${name}`);
    console.log(error, JSON.stringify(error.body ?? null));
    process.exit(1);
  }
}
clearTimeout(patience);
receiver.close();
receiver.closeAllConnections();
