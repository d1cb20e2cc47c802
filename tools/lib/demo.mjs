import { readFileSync } from 'node:fs';

const file = new URL('../demo/account.json', import.meta.url);

// Who of the demonstration account can sign in: the first active person of these roles.
const signsIn = ['owner', 'administrator', 'user'];

function readDocument() {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function firstActive(document, role) {
  return document.users.find((user) => user.role === role && user.state === 'active' && !user.lockedOut);
}

/**
 * The demonstration account with the passwords of the people who can sign in.
 * @param {Record<string, string>} passwords per role
 */
export function demoPeople(passwords) {
  const document = readDocument();
  for (const role of signsIn) firstActive(document, role).password = passwords[role];
  return document;
}

/**
 * How to sign in as each of them.
 * @param {Record<string, string>} passwords per role
 * @returns {Record<string, {email: string, password: string}>}
 */
export function demoSignIns(passwords) {
  const document = readDocument();
  return Object.fromEntries(
    signsIn.map((role) => [role, { email: firstActive(document, role).email, password: passwords[role] }]),
  );
}

/** Ids of the demonstration account and of those whom conversations can be assigned to. */
export function demoAccount() {
  const { account, users } = readDocument();
  const assignees = users.filter(({ role, state }) => state === 'active' && role !== 'light_user').map(({ id }) => id);
  return { account: account.id, assignees };
}
