import { execFileSync } from 'node:child_process';
import { v7 as uuid } from 'uuid';

export interface ForeignAccount {
  owner: { email: string; password: string };
  userId: string;
  teamId: string;
  mailboxId: string;
}

/** Puts a second account beside the demonstration one, with the services' own seeds. */
export function seedSecondAccount(databaseUrl: string, masterKey: string): ForeignAccount {
  const password = 'another account altogether';
  const [owner, person, team, mailbox] = [uuid(), uuid(), uuid(), uuid()];
  const document = {
    account: { id: uuid(), name: 'Elsewhere', plan: 'plus', timezone: 'Etc/UTC' },
    mailboxes: [{ id: mailbox, name: 'Elsewhere', email: 'help@elsewhere.example' }],
    teams: [{ id: team, name: 'Elsewhere', mention: 'elsewhere', memberIds: [owner], mailboxIds: [mailbox] }],
    users: [
      {
        id: owner,
        firstName: 'Olga',
        lastName: 'Elsewhere',
        email: 'olga@elsewhere.example',
        role: 'owner',
        state: 'active',
        lastSignInDaysAgo: 0,
        password,
        mailboxIds: [],
        teamIds: [team],
      },
      {
        id: person,
        firstName: 'Piet',
        lastName: 'Elsewhere',
        email: 'piet@elsewhere.example',
        role: 'user',
        state: 'not_invited',
        mailboxIds: [mailbox],
        teamIds: [],
      },
    ],
  };
  const script = `
    const people = JSON.parse(process.env.DOCUMENT);
    for (const name of ['users', 'auth']) {
      const { seed } = await import(process.cwd() + '/dist/apps/' + name + '/src/seed.js');
      await seed({ serviceUrl: process.env.SERVICE_URL, people });
    }`;
  execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      DOCUMENT: JSON.stringify(document),
      SERVICE_URL: databaseUrl,
      AUTH_MASTER_KEY: masterKey,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return { owner: { email: 'olga@elsewhere.example', password }, userId: person, teamId: team, mailboxId: mailbox };
}
