import { v7 as uuid } from 'uuid';

const first = ['Ada', 'Bela', 'Chidi', 'Dagny', 'Emre', 'Fumiko', 'Goran', 'Hana', 'Ines', 'Jonas', 'Kofi', 'Leila'];
const last = [
  'Abara',
  'Berg',
  'Castro',
  'Dvorak',
  'Eriksen',
  'Fontaine',
  'Gupta',
  'Haddad',
  'Ito',
  'Jensen',
  'Kowalski',
];

/**
 * A document for the seeds of users and auth: one account of `count` people, of whom the first `signIns` have the
 * given password.
 */
export function benchDocument({ count, signIns, password }) {
  const mailboxes = Array.from({ length: 4 }, (_, n) => ({
    id: uuid(),
    name: `Mailbox ${n}`,
    email: `mailbox${n}@bench.example`,
  }));
  const users = Array.from({ length: count }, (_, n) => ({
    id: uuid(),
    firstName: first[n % first.length],
    lastName: `${last[n % last.length]} ${n}`,
    email: `person${n}@bench.example`,
    role: n === 0 ? 'owner' : 'user',
    state: 'active',
    lastSignInDaysAgo: n % 50,
    mailboxIds: [mailboxes[n % 4].id],
    teamIds: [],
    ...(n < signIns ? { password } : {}),
  }));
  return {
    account: { id: uuid(), name: 'Bench', plan: 'plus', timezone: 'Etc/UTC' },
    mailboxes,
    teams: [],
    users,
  };
}
