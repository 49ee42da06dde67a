// Runs the npm client jsforce against a sandbox: node jsforce.mjs SALESFORCE_ADDRESS SANDBOX_ADDRESS
// Each step prints its name once it has held; the first that does not ends the program with what was wrong.
import assert from 'node:assert/strict';
import { createSign, generateKeyPairSync, createHash, randomBytes } from 'node:crypto';
import jsforce from 'jsforce';

const [salesforce, sandbox] = process.argv.slice(2);
const version = '67.0';
const client = { clientId: 'sandbox-consumer-key', clientSecret: 'sandbox-consumer-secret' };

async function act(path, body) {
  const answer = await fetch(`${sandbox}/_sandbox/${path}`, { method: 'POST', body: JSON.stringify(body) });
  assert.equal(answer.status, 200, await answer.clone().text());
  return answer.json();
}

async function state() {
  return (await fetch(`${sandbox}/_sandbox/state/salesforce`)).json();
}

function connection(more = {}) {
  return new jsforce.Connection({
    oauth2: { loginUrl: salesforce, ...client },
    instanceUrl: salesforce,
    version,
    ...more,
  });
}

const steps = [];
const step = (name, work) => steps.push([name, work]);
let conn;

step('client credentials', async () => {
  conn = connection();
  await conn.authorize({ grant_type: 'client_credentials' });
  assert.ok(conn.accessToken.startsWith('00D'));
  assert.equal(conn.instanceUrl, salesforce);
  const identity = await conn.identity();
  assert.equal(identity.username, 'integration@sandbox.example');
});

step('a signed token', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await act('salesforce/apps', {
    client_id: 'jwt-app',
    client_secret: 's',
    public_key: publicKey.export({ type: 'spki', format: 'pem' }),
    approved: ['seller2@sandbox.example'],
  });
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const assertion = (sub) => {
    const signed = `${part({ alg: 'RS256' })}.${part({
      iss: 'jwt-app',
      sub,
      aud: 'https://login.salesforce.com',
      exp: Math.floor(Date.now() / 1000) + 180,
    })}`;
    return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
  };
  const grant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
  const signed = connection();
  await signed.authorize({ grant_type: grant, assertion: assertion('seller2@sandbox.example') });
  assert.equal((await signed.identity()).username, 'seller2@sandbox.example');
  await assert.rejects(
    connection().authorize({ grant_type: grant, assertion: assertion('seller3@sandbox.example') }),
    /user hasn't approved this consumer/,
  );
});

step('web-server flow with a refresh token', async () => {
  const verifier = randomBytes(32).toString('base64url');
  const redirect = 'http://127.0.0.1:1/callback';
  const oauth2 = new jsforce.OAuth2({ loginUrl: salesforce, ...client, redirectUri: redirect });
  const address = new URL(oauth2.getAuthorizationUrl({ state: 'x y' }));
  address.searchParams.set('code_challenge', createHash('sha256').update(verifier).digest('base64url'));
  const page = await (await fetch(address)).text();
  assert.match(page, /Allow access/);
  const form = new URLSearchParams(address.searchParams);
  form.set('answer', 'allow');
  const back = await fetch(`${salesforce}/services/oauth2/authorize`, {
    method: 'POST',
    body: form,
    redirect: 'manual',
  });
  assert.equal(back.status, 302);
  const target = new URL(back.headers.get('location'));
  assert.equal(target.searchParams.get('state'), 'x y');
  const web = new jsforce.Connection({ oauth2, version });
  await web.authorize(target.searchParams.get('code'), { code_verifier: verifier });
  let refreshed = 0;
  web.on('refresh', () => refreshed++);
  await act('salesforce/sessions', {});
  assert.equal((await web.query('SELECT Id FROM User LIMIT 1')).totalSize, 1);
  assert.equal(refreshed, 1);
  await conn.authorize({ grant_type: 'client_credentials' });
});

step('a password is refused', async () => {
  await assert.rejects(connection().loginByOAuth2('a@b.example', 'secret'), /authentication failure/);
});

step('a token without any login', async () => {
  const held = new jsforce.Connection({ instanceUrl: salesforce, accessToken: 'sandbox-session', version });
  assert.equal((await held.query('SELECT Id FROM User')).totalSize, 8);
  held.accessToken = 'wrong';
  await assert.rejects(held.query('SELECT Id FROM User'), { errorCode: 'INVALID_SESSION_ID' });
});

step('describe', async () => {
  const all = await conn.describeGlobal();
  assert.ok(all.sobjects.some((each) => each.name === 'Wholesale_Order__c' && each.custom));
  const contact = await conn.sobject('Contact').describe();
  const tags = contact.fields.find((field) => field.name === 'Tags__c');
  assert.equal(tags.type, 'multipicklist');
  assert.ok(tags.picklistValues.length > 3);
  assert.deepEqual(contact.fields.find((field) => field.name === 'AccountId').referenceTo, ['Account']);
});

step('every page of a query', async () => {
  const records = [];
  const small = { headers: { 'Sforce-Query-Options': 'batchSize=200' } };
  await new Promise((resolve, reject) => {
    conn
      .query('SELECT Id, Name, Account.Name FROM Contact ORDER BY Id', small)
      .on('record', (record) => records.push(record))
      .on('end', resolve)
      .on('error', reject)
      .run({ autoFetch: true, maxFetch: 100000 });
  });
  const { Contact } = (await state()).objects;
  assert.equal(records.length, Contact.records);
  assert.equal(new Set(records.map((record) => record.Id)).size, records.length);
  assert.ok(records.some((record) => record.Account?.Name));
  const first = await conn.query('SELECT Id FROM Contact', small);
  assert.equal(first.done, false);
  const next = await conn.queryMore(first.nextRecordsUrl);
  assert.ok(next.records.length > 0);
});

step('conditions made by the client', async () => {
  const found = await conn
    .sobject('Contact')
    .find({ LastName: { $like: "O'%" }, HasOptedOutOfEmail: false }, ['Id', 'LastName', 'CreatedDate'])
    .sort({ LastName: 1 })
    .limit(5)
    .execute();
  assert.ok(found.length > 0);
  assert.ok(found.every((record) => record.LastName.startsWith("O'")));
  const since = jsforce.SfDate.toDateTimeLiteral(new Date(0));
  const counted = await conn.sobject('Contact').count({ SystemModstamp: { $gte: since } });
  assert.equal(counted, (await state()).objects.Contact.records);
  await assert.rejects(conn.query('SELECT Id FROM Contact WHERE'), { errorCode: 'MALFORMED_QUERY' });
});

step('single records', async () => {
  const made = await conn.sobject('Contact').create({ LastName: 'Single', External_Id__c: 'S-1' });
  assert.equal(made.success, true);
  assert.equal((await conn.sobject('Contact').retrieve(made.id)).LastName, 'Single');
  const changed = await conn.sobject('Contact').update({ Id: made.id, Title: 'Buyer' });
  assert.equal(changed.success, true);
  const upserted = await conn.sobject('Contact').upsert({ External_Id__c: 'S-1', Title: 'Owner' }, 'External_Id__c');
  assert.equal(upserted.success, true);
  assert.equal((await conn.sobject('Contact').retrieve(made.id)).Title, 'Owner');
  assert.equal((await conn.sobject('Contact').destroy(made.id)).success, true);
  const gone = await conn.query(`SELECT Id FROM Contact WHERE Id = '${made.id}'`, { scanAll: true });
  assert.equal(gone.totalSize, 1);
  assert.equal((await conn.query(`SELECT Id FROM Contact WHERE Id = '${made.id}'`)).totalSize, 0);
});

step('collections', async () => {
  const records = Array.from({ length: 250 }, (_, at) => ({ External_Id__c: `J-${at}`, LastName: `Many ${at}` }));
  records[7].Email = 'not an address';
  const results = await conn.sobject('Contact').upsert(records, 'External_Id__c', { allowRecursive: true });
  assert.equal(results.length, 250);
  assert.equal(results.filter((result) => result.success).length, 249);
  assert.equal(results[7].errors[0].statusCode, 'INVALID_EMAIL_ADDRESS');
  const again = await conn.sobject('Contact').upsert(records.slice(0, 5), 'External_Id__c');
  assert.deepEqual(again.map((result) => result.id), results.slice(0, 5).map((result) => result.id));
  const read = await conn.sobject('Contact').retrieve(results.slice(0, 3).map((result) => result.id));
  assert.deepEqual(read.map((record) => record.LastName), ['Many 0', 'Many 1', 'Many 2']);
});

step('updated and deleted', async () => {
  const end = new Date(Date.now() + 3600_000).toISOString();
  const start = new Date(Date.now() - 24 * 3600_000).toISOString();
  const updated = await conn.sobject('Contact').updated(start, end);
  assert.ok(updated.ids.length >= 249);
  assert.ok(updated.latestDateCovered);
  const deleted = await conn.sobject('Contact').deleted(start, end);
  assert.equal(deleted.deletedRecords.length, 1);
});

step('bulk query', async () => {
  conn.bulk2.pollInterval = 100;
  conn.bulk2.pollTimeout = 20000;
  const stream = await conn.bulk2.query('SELECT Id, Name, SystemModstamp FROM Contact');
  const records = await stream.toArray();
  assert.equal(records.length, (await state()).objects.Contact.records);
  assert.match(records[0].SystemModstamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

step('bulk upsert', async () => {
  const results = await conn.bulk2.loadAndWaitForResults({
    object: 'Contact',
    operation: 'upsert',
    externalIdFieldName: 'External_Id__c',
    input: [
      { External_Id__c: 'J-0', Title: 'By file', LastName: '' },
      { External_Id__c: 'B-1', Title: '', LastName: 'From, a "file"' },
      { External_Id__c: 'B-2', Title: 'No name', LastName: '' },
    ],
    pollInterval: 100,
    pollTimeout: 20000,
  });
  assert.equal(results.successfulResults.length, 2);
  assert.deepEqual(results.successfulResults.map((row) => row.sf__Created).sort(), ['false', 'true']);
  assert.equal(results.failedResults.length, 1);
  assert.match(results.failedResults[0].sf__Error, /^REQUIRED_FIELD_MISSING/);
  const made = await conn.query("SELECT LastName FROM Contact WHERE External_Id__c = 'B-1'");
  assert.equal(made.records[0].LastName, 'From, a "file"');
});

step('limits', async () => {
  const limits = await conn.limits();
  assert.ok(limits.DailyApiRequests.Remaining < limits.DailyApiRequests.Max);
  assert.ok(conn.limitInfo.apiUsage.used > 0);
  assert.equal(conn.limitInfo.apiUsage.limit, 100000);
});

for (const [name, work] of steps) {
  try {
    await work();
    console.log(`ok ${name}`);
  } catch (error) {
    console.log(`not ok ${name}`);
    console.log(error);
    process.exit(1);
  }
}
