// Made-up customers, pulls, mappings, pushes, matches and tags in the shapes of the HTTP API.
import { ago, ahead, uuid } from './data.mjs';

const GIVEN = ['Ada', 'Björn', 'Chiara', 'Dmitri', 'Eleni', 'Farid', 'Grace', 'Hanna', 'Íñigo', 'Joanna', 'Kwame', 'Lucía'];
const FAMILY = ['Okafor', 'Lindqvist', 'Rossi', 'Ivanov', 'Papadopoulos', 'Haddad', 'Whitfield-Montgomery', 'Schneider', 'Etxeberria', 'Smith', 'Mensah', 'García'];
const COMPANIES = ['Harbour & Pine Ltd', 'Lakeside Apparel', 'Nordlicht Handelsgesellschaft für Wohn- und Objekteinrichtungen mbH', 'Cedar Supply Co.'];
const pick = (list, at) => list[at % list.length];

export const tagList = [
  { id: uuid(9001), name: 'old lead', color: '#e8590c', about: 'No activity for half a year', channel: null, purpose: 'any', requires: 'NOTHING', version: 3, people: 412 },
  { id: uuid(9002), name: 'newsletter', color: '#2f9e44', about: 'Wants to hear of new seasons', channel: 'EMAIL', purpose: 'newsletter', requires: 'GRANTED', version: 1, people: 1284 },
  { id: uuid(9003), name: 'call back in spring', color: '#1971c2', about: '', channel: 'PHONE', purpose: 'any', requires: 'NOT_WITHDRAWN', version: 1, people: 7 },
  { id: uuid(9004), name: 'met at the trade fair in Düsseldorf and asked for samples', color: '#f2f2f2', about: 'Put on by hand by whoever stood at the stand; everybody with it gets samples of the autumn collection, unless they are customers of a partner already.', channel: null, purpose: 'any', requires: 'NOTHING', version: 2, people: 0 },
];
const label = ({ id, name, color }) => ({ id, name, color });

const everybody = Array.from({ length: 36 }, (_, at) => {
  const [given, family] = [pick(GIVEN, at), pick(FAMILY, at * 5 + (at >> 3))];
  return {
    id: uuid(9100 + at),
    fullName: `${given} ${family}`,
    given,
    family,
    title: at % 3 ? pick(['Buyer', 'Head of purchasing', 'Store manager', 'Managing director'], at) : null,
    companyId: uuid(9300 + (at % 4)),
    company: pick(COMPANIES, at),
    email: `${given.normalize('NFKD').replace(/[^a-z]/gi, '').toLowerCase()}.${family.normalize('NFKD').replace(/[^a-z]/gi, '').toLowerCase()}@example.com`,
    phone: `+46 8 555 ${String(1200 + at * 7)}`,
    owner: pick(['Mara Lindqvist', 'Tom Berg'], at),
    source: 'salesforce:production',
    doNotContact: at === 4,
    gone: at === 2,
    lastActivityAt: ago(86_400 * (at * 11 + 2)),
    changedAt: ago(3600 * (at + 1)),
    tags: [at % 3 === 0 && label(tagList[0]), at % 4 === 1 && label(tagList[1]), at === 3 && label(tagList[3])].filter(Boolean),
  };
});

const personOf = (line) => ({
  id: line.id,
  fields: { fullName: line.fullName, givenName: line.given, familyName: line.family, ...(line.title ? { title: line.title } : {}), owner: line.owner, source: line.source, doNotContact: line.doNotContact, lastActivityAt: line.lastActivityAt },
  emails: [{ normalised: line.email, written: line.email, kind: 'work', primary: true, since: ago(8_000_000), ended: null }, { normalised: 'former@example.org', written: 'former@example.org', kind: 'other', primary: false, since: ago(9_000_000), ended: ago(4_000_000) }],
  phones: [{ normalised: line.phone.replace(/ /g, ''), written: line.phone, kind: 'work', primary: true, since: ago(8_000_000), ended: null }],
  addresses: [{ kind: 'work', street: 'Storgatan 12', city: 'Göteborg', region: null, postalCode: '411 38', country: 'Sweden', primary: true }],
  extra: { Budget__c: 120_000, Newsletter_Topics__c: 'Outdoor;Knitwear' },
  externalIds: [{ system: 'salesforce:production', object: 'Contact', id: `003AA00000${line.id.slice(-4)}QAR`, gone: line.gone ? { at: ago(3000), into: null, run: uuid(2001) } : null }, ...(line.gone ? [{ system: 'salesforce:production', object: 'Contact', id: '003AA000001OLDQAR', gone: { at: ago(400_000), into: '003AA000002NEWQAR', run: null } }] : [])],
  companyId: line.companyId,
  company: line.company,
  createdAt: ago(9_000_000),
  changedAt: line.changedAt,
  version: 4,
  mergedInto: null,
  erasedAt: null,
  consents: [
    { channel: 'EMAIL', state: 'GRANTED', why: 'Agreed on the web form.', evidence: [{ channel: 'EMAIL', purpose: 'newsletter', state: 'GRANTED', source: 'web form', evidence: 'Form of 12 March, double opt-in', since: ago(6_000_000), expires: null }] },
    { channel: 'PHONE', state: 'WITHDRAWN', why: 'Asked not to be called.', evidence: [{ channel: 'PHONE', purpose: 'any', state: 'WITHDRAWN', source: 'Mara Lindqvist', evidence: 'Said so on the phone', since: ago(600_000), expires: null }] },
    { channel: 'MAIL', state: 'UNKNOWN', why: 'Nobody said anything.', evidence: [] },
  ],
  tags: line.tags,
});

const twin = { ...personOf(everybody[9]), id: uuid(9190), fields: { ...personOf(everybody[9]).fields, fullName: `Jo ${everybody[9].family}`, givenName: 'Jo', title: 'Head of purchasing, Nordics', owner: 'Tom Berg', department: 'Purchasing' }, externalIds: [{ system: 'salesforce:production', object: 'Contact', id: '003AA000009001' }], changedAt: ago(100) };

const story = (line) => [
  ...(line.gone ? [{ at: ago(3000), kind: 'gone', id: '21', state: 'GONE', title: 'Deleted in Salesforce', detail: `Contact 003AA00000${line.id.slice(-4)}QAR, connection production. Nothing is written to it any more.`, who: 'flow Nightly pull', run: uuid(2001), changes: [] }] : []),
  { at: ago(200), kind: 'push', id: uuid(9400), state: 'SENT', title: 'Written to Salesforce', detail: 'Tags__c: Outdoor → Outdoor;old lead', who: 'Mara Lindqvist', run: uuid(2001), changes: [] },
  { at: ago(4000), kind: 'tag', id: '17', state: 'ADDED', title: 'Tagged “old lead”', detail: 'flow Nightly pull: No activity for half a year', who: null, run: uuid(2001), changes: [] },
  { at: ago(9000), kind: 'changed', id: '2', state: 'DONE', title: 'Changed', detail: null, who: 'flow Nightly pull', run: uuid(2001), changes: [{ field: 'title', before: 'Buyer', after: line.title ?? 'Head of purchasing' }, { field: 'phone', before: null, after: line.phone }] },
  { at: ago(90_000), kind: 'consent', id: '3', state: 'GRANTED', title: 'Agreed to e-mail', detail: 'web form: Form of 12 March, double opt-in', who: 'web form', run: null, changes: [] },
  { at: ago(8_000_000), kind: 'created', id: '1', state: 'DONE', title: 'Created', detail: null, who: 'Import of people.csv', run: null, changes: [{ field: 'fullName', before: null, after: line.fullName }, { field: 'company', before: null, after: line.company }] },
];

const companies = COMPANIES.map((name, at) => ({ id: uuid(9300 + at), name, domain: `${name.split(' ')[0].toLowerCase()}.example`, city: pick(['Göteborg', 'Hamburg', 'Bilbao'], at), country: pick(['Sweden', 'Germany', 'Spain'], at), owner: 'Mara Lindqvist', doNotContact: at === 1, people: 9, changedAt: ago(40_000 * (at + 1)) }));

const companyOf = (one) => ({
  id: one.id,
  fields: { name: one.name, domain: one.domain, website: `https://www.${one.domain}`, industry: 'Retail', owner: one.owner, source: 'salesforce:production', ...(one.doNotContact ? { doNotContact: true } : {}) },
  emails: [{ normalised: `info@${one.domain}`, written: `info@${one.domain}`, kind: 'work', primary: true, since: ago(8_000_000), ended: null }, { normalised: `orders@${one.domain}`, written: `orders@${one.domain}`, kind: 'other', primary: false, since: ago(8_000_000), ended: null }],
  phones: [{ normalised: '+4685551000', written: '+46 8 555 1000', kind: 'work', primary: true, since: ago(8_000_000), ended: null }],
  addresses: [{ kind: 'work', street: 'Storgatan 12', city: one.city, region: null, postalCode: '411 38', country: one.country, primary: true }],
  extra: { NumberOfEmployees: 420 },
  externalIds: [{ system: 'salesforce:production', object: 'Account', id: `001AA00000${one.id.slice(-4)}QAA`, gone: one.doNotContact ? { at: ago(3000), into: '001AA000001NEWQAA', run: null } : null }],
  people: one.people,
  createdAt: ago(9_000_000),
  changedAt: one.changedAt,
  version: 1,
  mergedInto: null,
  consents: ['EMAIL', 'PHONE', 'MAIL', 'LINKEDIN'].map((channel) => ({ channel, state: one.doNotContact ? 'WITHDRAWN' : 'UNKNOWN', why: one.doNotContact ? 'The company is marked do not contact.' : 'Nobody said anything about it.', evidence: [] })),
  mergedElsewhere: one.doNotContact ? [{ company: companies[2].id, name: companies[2].name, why: `Account 001AA00000${one.id.slice(-4)}QAA was merged in Salesforce` }] : [],
});

const companyStory = (one) => [
  { at: ago(9000), kind: 'changed', id: '32', state: 'CHANGED', title: 'Changed phones', detail: null, who: 'flow Nightly accounts', run: uuid(2001), changes: [{ field: 'phones', before: ['+46 8 555 0000 (work)'], after: ['+46 8 555 1000 (work)'] }] },
  { at: ago(8_000_000), kind: 'created', id: '31', state: 'CREATED', title: 'Created', detail: null, who: 'Import of companies.csv', run: null, changes: [{ field: 'name', before: null, after: one.name }] },
];

// ---- matches

const REASONS = [
  { evidence: 'surname', words: 'equal', weight: 8.4 },
  { evidence: 'given name', words: 'a form of the same name or its initial', weight: 4.1 },
  { evidence: 'email', words: 'same name at another domain', weight: 6.2 },
  { evidence: 'company', words: 'different', weight: -3.3 },
  { evidence: 'phone', words: 'different', weight: -1.7 },
  { evidence: 'city', words: 'equal', weight: 2.9 },
  { evidence: 'postcode', words: 'near', weight: 0.3 },
];
const line = (at) => ({
  id: uuid(9500 + at),
  at: ago(600 * (at + 1)),
  incomingName: at === 3 ? 'Maximiliane-Wilhelmine Alexandra von Hohenstein-Waldburg zu Wolfegg und Waldsee (Purchasing, formerly Nordlicht)' : `${at ? everybody[(at + 9) % 36].given.slice(0, 3) : 'Jo'} ${everybody[(at + 9) % 36].family}`,
  customer: at === 5 ? uuid(9999) : everybody[(at + 9) % 36].id,
  customerName: at === 5 ? null : at === 3 ? 'Maximiliane Hohenstein' : everybody[(at + 9) % 36].fullName,
  probability: [0.86, 0.9994, 0.41, 0.73, 0.93, 0.22, 0.55][at % 7],
  why: 'surname equal (+8.4)',
  note: at === 1 ? 'one piece of evidence alone asks for a look' : at === 4 ? 'Grace Rossi fits nearly as well' : '',
  state: 'OPEN',
  decidedBy: null,
  decidedAt: null,
  merge: null,
});
const reviews = Array.from({ length: 23 }, (_, at) => line(at));
[[17, 'SAME'], [18, 'SAME'], [19, 'DIFFERENT'], [20, 'SKIPPED']].forEach(([at, state]) => Object.assign(reviews[at], { state, decidedBy: 'mara.lindqvist@lakeside.example', decidedAt: ago(at * 40), merge: at === 17 ? uuid(9700) : null }));
[21, 22].forEach((at) => Object.assign(reviews[at], { state: 'AUTOMATIC', probability: 0.99995 }));

const document = (of) => {
  const person = everybody.find((one) => one.id === of.customer);
  const long = of.incomingName.length > 60;
  return {
    review: of,
    system: 'salesforce:production',
    object: of.id === reviews[2].id ? 'Lead' : 'Contact',
    externalId: of.id === reviews[0].id ? '003AA000009001' : `003AA00000${of.id.slice(-4)}`,
    run: uuid(2001),
    rows: [
      { field: 'given name', incoming: of.incomingName.split(' ')[0], customer: person?.given ?? null, equal: false },
      { field: 'surname', incoming: person?.family ?? 'Smith', customer: person?.family ?? null, equal: Boolean(person) },
      { field: 'full name', incoming: of.incomingName, customer: of.customerName, equal: false },
      { field: 'company', incoming: long ? COMPANIES[2].toUpperCase() : 'Cedar Supply', customer: person?.company ?? null, equal: false },
      { field: 'email', incoming: 'j.smith@cedarsupply.example, jo@example.org', customer: person?.email ?? null, equal: false },
      { field: 'phone', incoming: '+46 8 555 9911', customer: person?.phone ?? null, equal: false },
      { field: 'street', incoming: null, customer: person ? 'Storgatan 12' : null, equal: false },
      { field: 'city', incoming: 'Göteborg', customer: person ? 'Göteborg' : null, equal: Boolean(person) },
    ],
    reasons: REASONS,
  };
};
const matching = { same: 0.9, review: 0.2, promise: 0.99, survivors: { fullName: 'LONGEST' }, learntAt: ago(70_000), learntFrom: 18_422 };

// ---- pulls, mappings, pushes

// a contact's owner is a user; here it may be a queue too, to show what such a parent has
const PARENTS = { AccountId: ['Account'], OwnerId: ['Group', 'User'], ReportsToId: ['Contact'] };
const FIELDS = [
  ['Id', 'Contact ID', 'ID'], ['FirstName', 'First Name', 'TEXT'], ['LastName', 'Last Name', 'TEXT'], ['Email', 'Email', 'TEXT'], ['Title', 'Title', 'TEXT'], ['LeadSource', 'Lead Source', 'CHOICE'],
  ['LastActivityDate', 'Last Activity', 'DATE'], ['HasOptedOutOfEmail', 'Email Opt Out', 'FLAG'], ['AccountId', 'Account ID', 'ID'], ['OwnerId', 'Owner ID', 'ID'], ['ReportsToId', 'Reports To ID', 'ID'],
].map(([name, text, type]) => ({ name, label: text, type, vendorType: type.toLowerCase(), filterable: true, sortable: true, calculated: false, pullable: true, choices: type === 'CHOICE' ? ['Web', 'Trade Show', 'Partner'].map((value) => ({ value, label: value, active: true })) : [], relationship: PARENTS[name] ? name.slice(0, -2) : null, referenceTo: PARENTS[name] ?? [], ops: type === 'DATE' ? ['before', 'after', 'empty'] : ['is', 'isNot', 'in', 'empty'] }));
const NAME_FIELDS = [['Id', 'ID', 'ID'], ['Name', 'Name', 'TEXT'], ['FirstName', 'First Name', 'TEXT'], ['LastName', 'Last Name', 'TEXT'], ['Alias', 'Alias', 'TEXT'], ['Type', 'Type', 'CHOICE']].map(([name, text, type]) => ({ ...FIELDS[1], name, label: text, type, choices: type === 'CHOICE' ? ['Group', 'User', 'Queue'].map((value) => ({ value, label: value })) : [] }));
const parent = (object, path) => {
  const steps = path ? path.split('.').map((one) => ({ relationship: one, label: one.replace(/([a-z])([A-Z])/g, '$1 $2'), objects: PARENTS[`${one}Id`] ?? ['Account'] })) : [];
  const several = (steps.at(-1)?.objects.length ?? 1) > 1;
  return { path, steps, object: several ? 'Name' : (steps.at(-1)?.objects[0] ?? object), label: object, several, deeper: steps.length < 5, fields: several ? NAME_FIELDS : FIELDS };
};
const OPS = [['is', 'is', 'ONE'], ['isNot', 'is not', 'ONE'], ['in', 'is one of', 'SOME'], ['before', 'is before', 'ONE'], ['after', 'is after', 'ONE'], ['empty', 'is empty', 'NONE']].map(([op, text, values]) => ({ op, label: text, values }));
const QUERY = { object: 'Contact', fields: ['Id', 'FirstName', 'LastName', 'Email', 'Account.Name'], where: { all: [{ field: 'LastActivityDate', op: 'before', value: { relative: 'N_DAYS_AGO', n: 180 } }, { any: [{ field: 'LeadSource', op: 'in', value: ['Web', 'Partner'] }, { field: 'Title', op: 'is', value: 'Buyer' }] }] } };
const SOQL = "SELECT Id, FirstName, LastName, Email, Account.Name FROM Contact WHERE (LastActivityDate < N_DAYS_AGO:180 AND (LeadSource IN ('Web','Partner') OR Title = 'Buyer'))";
const rows = everybody.slice(0, 12).map((one) => ({ Id: `003AA00000${one.id.slice(-4)}QAR`, FirstName: one.given, LastName: one.family, Email: one.email, 'Account.Name': one.company }));
const crm = { id: uuid(390), vendor: 'salesforce', name: 'production', endpoint: 'https://lakeside.my.salesforce.example', healthy: true, healthMessage: 'Answers as Lakeside Apparel', healthAt: ago(300) };
const pulls = [
  { id: uuid(9600), name: 'Silent contacts', connection: crm.id, query: QUERY, mode: 'INCREMENTAL', overlap: 300, cursor: ago(1800), comparedAt: ago(30_000), updatedAt: ago(90_000) },
  { id: uuid(9601), name: 'All accounts of the northern region, with everything that the field sales team wrote down', connection: crm.id, query: { ...QUERY, object: 'Account' }, mode: 'FULL', overlap: 300, cursor: null, comparedAt: null, updatedAt: ago(90_000) },
];
const seal = (number, more) => ({ id: uuid(9650 + number), number, run: uuid(2001), kind: 'WINDOW', state: 'DONE', api: 'REST', from: ago(9000 * (8 - number)), to: ago(9000 * (7 - number)), coveredTo: ago(9000 * (7 - number)), received: 812, counted: 812, landed: 812, rejected: 0, moved: 0, deleted: 2, sealed: true, why: null, soql: SOQL, beganAt: ago(9000 * (7 - number)), endedAt: ago(9000 * (7 - number) - 40), ...more });
const seals = [seal(5), seal(4, { sealed: false, counted: 812, landed: 807, why: 'Counted 812 there, but 807 landed and 0 could not be read: 5 records are missing. The next run asks for this window again.' }), seal(3, { rejected: 1, landed: 811 }), seal(2, { kind: 'COMPARE', api: 'BULK' }), seal(1, { kind: 'FULL', api: 'BULK', counted: 48_211, landed: 48_211 })];

const PERSON = ['givenName:Given name', 'familyName:Family name', 'email:E-mail', 'title:Job title', 'company:Company', 'lastActivityAt:Last activity'].map((one) => { const [name, text] = one.split(':'); return { name, label: text, type: 'TEXT', required: name === 'familyName', writable: true, key: false, choices: [], kind: null, about: null }; });
const COMPANY = ['name:Name', 'domain:Domain', 'website:Website', 'industry:Industry', 'owner:Owner', 'email:E-mail', 'otherEmail:Other e-mail', 'phone:Phone', 'street:Street', 'postalCode:Postal code', 'city:City', 'country:Country'].map((one) => { const [name, text] = one.split(':'); return { name, label: text, type: 'TEXT', about: name === 'email' ? 'A mailbox of the company, such as info@; one it replaces is kept as a former one.' : null }; }).concat([{ name: 'doNotContact', label: 'Do not contact', type: 'FLAG', about: null }]);
const entry = (from, to, more = {}) => ({ to, from, expression: null, standard: null, required: false, changes: [], values: {}, format: null, ...more });
const mapping = {
  id: uuid(9800), name: 'Contacts to people', from: { connection: 'production', object: 'Contact' }, to: { target: 'customers.person' }, missing: 'FAILS', version: 4, changedAt: ago(40_000), changedBy: 'mara.lindqvist@lakeside.example',
  fields: [entry('FirstName', 'givenName'), entry('LastName', 'familyName', { required: true }), entry('Email', 'email', { changes: ['TRIM', 'LOWER'] }), entry(null, 'title', { expression: 'record.Title == "" ? "Buyer" : record.Title' })],
  ways: [{ to: 'givenName', both: true }, { to: 'familyName', both: true }, { to: 'email', both: true }, { to: 'title', both: false, why: 'by an expression' }], drift: null, checkedAt: ago(400),
};
const drift = { items: [{ side: 'FROM', field: 'Email', what: 'RETYPED', now: 'TEXT', fills: ['email'], breaks: false, message: 'Email of Contact was an e-mail address and is text now; it fills email.' }], checkedAt: ago(400), breaks: false };
const asField = (one) => ({ name: one.name, label: one.label, type: one.type === 'CHOICE' ? 'TEXT' : one.type, required: false, writable: true, key: one.name === 'Id', choices: [], kind: null, about: null });

const push = {
  id: uuid(9400), title: 'Old leads, nightly', reason: 'Tag old leads in Salesforce so that nobody calls them twice', connection: 'production', object: 'Contact', mode: 'UPDATE', fields: ['Tags__c'], purpose: 'sales', channel: 'email', unknownAllowed: true, state: 'WAITING', message: null,
  counts: { READY: 4, WITHHELD: 1, UNCHANGED: 2 }, run: uuid(2001), flow: uuid(8000), flowName: 'Nightly pull', node: 'push', work: null, proposedBy: 'flow Nightly pull', proposedAt: ago(900), expiresAt: ahead(80_000), decidedAt: null, decidedBy: null, note: null, standing: null, endedAt: null, undo: null, undoneBy: null, undoneAt: null, mayDecide: true, mayNot: null,
};
const pushRow = (number, state, more = {}) => ({ number, key: rows[number].Id, vendorId: rows[number].Id, recordKey: rows[number].Id, person: everybody[number].id, label: everybody[number].fullName, before: { Tags__c: number % 2 ? 'Outdoor' : null }, after: { Tags__c: number % 2 ? 'Outdoor;old lead' : 'old lead' }, seenAt: ago(800), consent: { allowed: state !== 'WITHHELD', why: state === 'WITHHELD' ? 'Took consent to e-mail back on 2 November.' : null, words: [{ source: 'salesforce', answer: state === 'WITHHELD' ? 'NO' : 'YES', why: 'HasOptedOutOfEmail' }] }, consentSent: null, state, why: state === 'WITHHELD' ? 'Took consent to e-mail back on 2 November.' : null, created: null, sentAt: null, ...more });
const pushRows = [0, 1, 2, 3].map((at) => pushRow(at, 'READY')).concat(pushRow(4, 'WITHHELD'), pushRow(5, 'UNCHANGED', { after: { Tags__c: 'Outdoor' }, before: { Tags__c: 'Outdoor' } }));
const done = { ...push, id: uuid(9401), title: 'Newsletter consent back to Salesforce', state: 'PARTLY_FAILED', counts: { SENT: 118, FAILED: 2, WITHHELD: 4 }, message: '118 of 120 records were written; 2 were refused by Salesforce.', decidedBy: 'tom.berg@lakeside.example', decidedAt: ago(4000), endedAt: ago(3900), mayDecide: false };
const standing = { id: uuid(9450), scope: { title: 'Old leads, nightly', connection: 'production', object: 'Contact', mode: 'UPDATE', fields: ['Tags__c'], purpose: 'sales', flow: null, mostRows: 200, expiresAt: ahead(2_000_000) }, owner: 'mara.lindqvist@lakeside.example', createdAt: ago(90_000), state: 'ACTIVE', revokedBy: null, revokedAt: null, used: 12 };

const events = Array.from({ length: 9 }, (_, at) => ({ id: String(90 - at), person: everybody[at].id, personName: at === 7 ? null : everybody[at].fullName, at: ago(7000 * (at + 1)), did: at % 4 === 3 ? 'REMOVED' : 'ADDED', who: at % 2 ? 'mara.lindqvist@lakeside.example' : 'flow Nightly pull', why: at % 4 === 3 ? 'Answered our mail' : 'No activity for half a year', run: at % 2 ? null : uuid(2001) }));

/** Routes as the mock server takes them. */
export function crmRoutes({ page, refuse, changed }) {
  const find = (list, id) => list.find((one) => one.id === id) ?? refuse(404, 'kernel.not-found', 'Not found', 'There is no such thing here.');
  const who = 'mara.lindqvist@lakeside.example';
  const state = { tags: tagList, matching };
  return [
    ['GET', '/customers/people', ({ query }) => ({ ...page(query.get('q') === '003AA000009001' ? [{ id: twin.id }] : everybody.filter((one) => one.fullName.toLowerCase().includes((query.get('q') ?? '').toLowerCase()) && (!query.get('tag') || one.tags.some((tag) => tag.name === query.get('tag')))), query, 'after'), near: false })],
    ['GET', '/customers/people/:id', ({ params }) => (params.id === twin.id ? twin : personOf(find(everybody, params.id)))],
    ['GET', '/customers/people/:id/timeline', ({ params, query }) => page(story(find(everybody, params.id)), query, 'after')],
    ['GET', '/customers/companies', ({ query }) => page(companies, query, 'after')],
    ['GET', '/customers/companies/:id', ({ params }) => companyOf(find(companies, params.id))],
    ['GET', '/customers/companies/:id/timeline', ({ params, query }) => page(companyStory(find(companies, params.id)), query, 'after')],
    ['GET', '/customers/fields', () => ({ people: PERSON, companies: COMPANY })],
    ['GET', '/tags', () => ({ items: state.tags, next: null })],
    ['POST', '/tags', ({ body }) => { const one = { ...body, purpose: body.purpose ?? 'any', id: uuid(9050 + state.tags.length), version: 1, people: 0 }; state.tags = [...state.tags, one]; return one; }],
    ['PUT', '/tags/:id', ({ params, body }) => { const one = { ...find(state.tags, params.id), ...body, purpose: body.purpose ?? 'any', version: body.version + 1 }; state.tags = state.tags.map((tag) => (tag.id === one.id ? one : tag)); return one; }],
    ['DELETE', '/tags/:id', ({ params }) => { state.tags = state.tags.filter((one) => one.id !== params.id); }],
    ['GET', '/tags/:id/customers', ({ params, query }) => page(everybody.filter((one) => one.tags.some((tag) => tag.id === params.id)).map((one, at) => ({ id: one.id, person: one.fullName, since: ago(9000 * (at + 1)), who: at % 2 ? who : 'flow Nightly pull', why: at % 2 ? 'Asked for it at the fair' : 'No activity for half a year', run: at % 2 ? null : uuid(2001), consent: params.id === tagList[1].id ? 'GRANTED' : null, consentWhy: params.id === tagList[1].id ? 'Agreed on the web form.' : null })), query, 'after')],
    ['GET', '/tags/:id/history', ({ params, query }) => page(params.id === tagList[0].id ? events : [], query, 'after')],
    ['POST', '/tags/:id/customers', ({ params, body }) => {
      const tag = find(state.tags, params.id);
      const outcomes = body.people.map((id) => { const one = find(everybody, id); const refused = !body.remove && tag.requires !== 'NOTHING' && tag.channel === 'PHONE'; if (!refused) one.tags = body.remove ? one.tags.filter((other) => other.id !== tag.id) : [...one.tags, label(tag)]; return { person: id, change: refused ? 'REFUSED' : body.remove ? 'REMOVED' : 'ADDED', why: refused ? 'The tag requires consent to PHONE. Asked not to be called.' : null }; });
      return { changed: outcomes.filter((one) => one.change !== 'REFUSED').length, unchanged: 0, refused: outcomes.filter((one) => one.change === 'REFUSED').length, outcomes };
    }],
    ['GET', '/matching/reviews', ({ query }) => ({ ...page(reviews.filter((one) => one.state === (query.get('state') ?? 'OPEN')), query, 'after'), waiting: reviews.filter((one) => one.state === 'OPEN').length })],
    ['GET', '/matching/reviews/:id', ({ params }) => document(find(reviews, params.id))],
    ['POST', '/matching/reviews/:id', ({ params, body }) => { const one = find(reviews, params.id); Object.assign(one, { state: { same: 'SAME', different: 'DIFFERENT', skip: 'SKIPPED' }[body.decision], decidedBy: who, decidedAt: ago(0) }); changed('matching', 'reviews'); return document(one); }],
    ['POST', '/matching/reviews/:id/undo', ({ params }) => { const one = find(reviews, params.id); Object.assign(one, { state: 'OPEN', decidedBy: null, decidedAt: null, merge: null }); changed('matching', 'reviews'); return document(one); }],
    ['GET', '/matching/quality', () => ({ reviewed: 312, same: 241, automatic: 9_204, checked: 40, wrong: 1, proposal: 0.8712, precision: 0.9957, recall: 0.9419 })],
    ['GET', '/matching/settings', () => state.matching],
    ['PUT', '/matching/settings', ({ body }) => { state.matching = { ...state.matching, ...body }; return state.matching; }],
    ['POST', '/matching/learn', () => { state.matching = { ...state.matching, learntAt: ago(0) }; return state.matching; }],
    ['GET', '/pulls', () => ({ items: pulls })],
    ['GET', '/pulls/objects', () => ({ items: ['Contact', 'Account', 'Lead', 'Opportunity', 'Visit__c'].map((name) => ({ name, label: name.replace('__c', ''), custom: name.endsWith('__c') })) })],
    ['GET', '/pulls/objects/:name', ({ params }) => ({ name: params.name, label: params.name, custom: false, fields: FIELDS, ops: OPS, relative: ['TODAY', 'N_DAYS_AGO', 'LAST_MONTH'] })],
    ['GET', '/pulls/objects/:name/parents', ({ params, query }) => parent(params.name, query.get('path') ?? '')],
    ['POST', '/pulls/compile', () => ({ soql: SOQL, problems: [], count: 8_412, plan: [{ leading: 'Index', rows: 8_412, cost: 0.42, notes: [] }], api: 'REST', calls: 5, today: { most: 100_000, left: 91_204 } })],
    ['POST', '/pulls/preview', () => ({ soql: SOQL, problems: [], columns: Object.keys(rows[0]), rows })],
    ['GET', '/pulls/:id', ({ params }) => find(pulls, params.id)],
    ['GET', '/pulls/:id/runs', ({ query }) => page(seals, query, 'before')],
    ['GET', '/pulls/:id/rows', ({ query }) => page(rows.map((values) => ({ id: values.Id, values, modstamp: ago(4000), deleted: false })), query, 'after')],
    ['GET', '/mappings', () => ({ items: [{ id: mapping.id, name: mapping.name, from: 'Contact in production', to: 'People', fields: 4, version: 4, changedAt: mapping.changedAt, drifted: 1, checkedAt: ago(400) }, { id: uuid(9801), name: 'Accounts to companies', from: 'Account in production', to: 'Companies', fields: 9, version: 1, changedAt: ago(400_000), drifted: 0, checkedAt: ago(400) }], targets: ['customers.person', 'customers.company'] })],
    ['GET', '/mappings/:id', () => mapping],
    ['GET', '/mappings/:id/drift', () => drift],
    ['POST', '/mappings/suggest', () => ({ items: [{ from: 'Email', to: 'email', score: 1, why: 'The same name and type' }, { from: 'Account.Name', to: 'company', score: 0.71, why: 'The label says nearly the same' }], from: FIELDS.map(asField), to: PERSON })],
    ['POST', '/mappings/test', ({ body }) => ({ problems: 1, rows: body.rows.slice(0, 4).map((row, at) => ({ problems: at === 1 ? 1 : 0, fields: [{ to: 'givenName', from: 'FirstName', before: row.FirstName, after: row.FirstName }, { to: 'email', from: 'Email', before: ` ${row.Email}`, after: at === 1 ? null : row.Email, problem: at === 1 ? "'bjorn at example' is no e-mail address" : null }] })) })],
    ['GET', '/records', () => ({ items: [] })],
    ['GET', '/pushes', ({ query }) => page(query.get('state') === 'active' ? [push] : query.get('state') === 'ended' ? [done] : [push, done], query, 'after')],
    ['GET', '/pushes/standing', () => ({ items: [standing] })],
    ['GET', '/pushes/:id', ({ params }) => find([push, done], params.id)],
    ['GET', '/pushes/:id/rows', ({ query }) => page(pushRows.filter((one) => !query.get('state') || one.state === query.get('state')), query, 'after')],
    ['POST', '/pushes/:id/:verb', ({ params }) => Object.assign(find([push, done], params.id), params.verb === 'undo' ? { undo: 'RUNNING' } : { state: params.verb === 'refuse' ? 'REFUSED' : 'APPROVED', decidedBy: who, decidedAt: ago(0) })],
  ];
}

export const crmConnection = crm;
