import type { RouteNote } from './route-notes.js';

const at = '2026-11-24T08:00:00.000Z';
const aUser = '01890a5d-ac96-774b-bcce-b302099a8057';
const another = '01890a5d-ac96-7ab2-8f9e-6a0d5f1c2b3a';

const entry = {
  id: '01890a5d-ac96-7c60-8f70-5b8c9daebfc0',
  at,
  action: 'user.role_changed',
  actor: { kind: 'user', id: another, name: 'Grace Hopper' },
  target: { kind: 'user', id: aUser, name: 'Ada Byron' },
  origin: { ip: '203.0.113.7', userAgent: 'Mozilla/5.0' },
  change: { role: { before: 'user', after: 'administrator' } },
  requestId: '01890a5d-ac96-7d70-9081-6c9daebfc0d1',
};
const auditPage = { items: [entry], nextCursor: null };

const running = {
  id: '01890a5d-ac96-7e80-a192-7daebfc0d1e2',
  state: 'running',
  dryRun: false,
  total: 2,
  done: 1,
  created: 1,
  failed: 0,
  ignoredColumns: ['Shoe size'],
  failure: null,
  createdBy: another,
  createdAt: at,
  startedAt: at,
  finishedAt: null,
};
const rows = {
  items: [
    { number: 1, email: 'ada@example.com', outcome: 'created', userId: aUser, errors: [] },
    { number: 2, email: 'grace@example.com', outcome: null, userId: null, errors: [] },
  ],
  nextCursor: null,
};
const csv =
  'First name,Last name,Email,Role,Teams,Mailboxes,Send invite\r\nAda,Byron,ada@example.com,user,First line;Second line,help@example.com,no\r\n';

/** Notes of the routes of audit log, imports and bulk work. */
export const recordNotes: Readonly<Record<string, RouteNote>> = {
  'audit.list': {
    description: `Entries stay as they were written. When somebody is erased, the personal values go of what was done to them, and the origin of what they did; what they changed of others stays.`,
    answers: { 200: auditPage },
  },
  'audit.export': {
    description:
      'UTF-8 with a byte order mark. What a spreadsheet would run as a formula begins with an apostrophe. A file that ends before its time breaks the connection off.',
    media: 'text/csv',
    answers: { 200: 'at,action,actor,actorId\r\n' },
  },
  'users.activity': {
    description: `Of what others did to oneself neither what is for managers alone, such as why one was suspended, nor where they did it from. The audit log has everything.`,
    answers: { 200: auditPage },
  },
  'users.export': {
    description:
      'UTF-8 with a byte order mark. What a spreadsheet would run as a formula begins with an apostrophe. The columns that an import takes come first.',
    media: 'text/csv',
    answers: { 200: 'firstName,lastName,email,role\r\nAda,Byron,ada@example.com,user\r\n' },
  },
  'users.inviteMany': {
    body: { filter: 'not_invited' },
    answers: { 200: { results: [{ userId: aUser, result: 'invited' }], more: false } },
  },
  'imports.create': {
    description:
      'Up to 100,000 rows in 32 MiB. CSV in UTF-8 with comma, semicolon or tab and a line of headings: first name, last name and email, and if you like role, job title, phone, timezone, teams, mailboxes (names, addresses or ids separated by semicolons) and send invite. JSON: a list of objects with the same names, or `{rows: [...]}`. Nobody is invited unless the row says so. An administrator whose row names no mailbox gets all; in JSON an empty list gives none.',
    upload: {
      'text/csv': { schema: { type: 'string' }, example: csv },
      'application/json': {
        schema: { type: 'array', items: { type: 'object' } },
        example: [{ firstName: 'Ada', lastName: 'Byron', email: 'ada@example.com' }],
      },
    },
    answers: { 202: { ...running, total: null, done: 0, created: 0, ignoredColumns: [] } },
    headers: ['Location'],
  },
  'imports.list': { answers: { 200: { items: [running], nextCursor: null } } },
  'imports.get': { answers: { 200: { ...running, rows } } },
  'imports.cancel': { answers: { 200: { ...running, state: 'cancelled', finishedAt: at } } },
};
