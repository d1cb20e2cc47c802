// Real: everything. Each service is killed with SIGKILL at random moments of the story.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSystem, type System } from '../tools/lib/system.mjs';
import { Api, newPerson, until, type Answer } from './support/api.js';
import { Mails, tokenIn, type Mail } from './support/mails.js';

interface User {
  id: string;
  email: string;
  state: string;
  firstName: string;
  mailboxIds: string[];
  teamIds: string[];
}

const services = ['gateway', 'users', 'auth', 'notifications'] as const;
const rounds = 20;
const password = 'a quiet meadow beyond the hill';
let system: System;
let api: Api;
let mails: Mails;
let owner: string;

beforeAll(async () => {
  system = await startSystem({ stateDir: '.muster/e2e-kill', fresh: true, quiet: true, build: false });
  api = new Api(system.running.baseUrl);
  mails = new Mails(system.running.mailUrl);
  owner = await api.signIn(system.running.owner.email, system.running.owner.password);
}, 120_000);

afterAll(async () => {
  await system?.stop();
});

/** A request that may be cut off: undefined when the outcome is unknown. */
async function maybe<Body>(ask: () => Promise<Answer<Body>>): Promise<Answer<Body> | undefined> {
  try {
    return await ask();
  } catch {
    return undefined;
  }
}

/** As a careful client does it: the same Idempotency-Key until the answer is known. */
async function createSurely(person: { email: string }): Promise<Answer<User>> {
  const headers = { 'idempotency-key': `kill-${person.email}` };
  return until(
    `an answer for ${person.email}`,
    async () => {
      const answer = await maybe(() => api.call<User>('POST', '/v1/users', { token: owner, body: person, headers }));
      return answer !== undefined && answer.status < 500 && answer.status !== 409 && answer;
    },
    30_000,
  );
}

async function ownerAgain(): Promise<void> {
  owner = await until('the owner’s sign-in', async () => {
    try {
      return await api.signIn(system.running.owner.email, system.running.owner.password);
    } catch {
      return undefined;
    }
  });
}

const onlyText = (mail: Mail) => ({ link: tokenIn(mail, 'invitation'), id: mail.messageId });

describe('kill -9 of each service at random moments', () => {
  it(`loses nothing in ${rounds} rounds`, async () => {
    const people: { person: ReturnType<typeof newPerson>; user: User }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const service = services[round % services.length] ?? 'users';
      const batch = Array.from({ length: 4 }, () => newPerson({ firstName: `Round ${round}` }));
      const work = Promise.all(batch.map((person) => createSurely(person)));
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 120));
      await system.kill(service);
      const answers = await work;
      const outcomes = answers.map(({ status, body }) => [service, status, (body as { code?: string }).code]);
      expect(outcomes).toEqual(answers.map(() => [service, 201, undefined]));
      answers.forEach((answer, n) => people.push({ person: batch[n]!, user: answer.body }));
    }
    await ownerAgain();

    for (const { person, user } of people) {
      const row = await until(`the row of ${person.email}`, async () => {
        const answer = await maybe(() => api.call<User>('GET', `/v1/users/${user.id}`, { token: owner }));
        return answer?.status === 200 && answer.body;
      });
      expect([row.email, row.firstName, row.state]).toEqual([person.email, person['firstName'], 'invited']);
      expect(row.mailboxIds).toEqual(user.mailboxIds);
      const mail = await mails.newest(person.email);
      const all = (await mails.to(person.email)).map(onlyText);
      // A repeat is only allowed where the relay's answer was cut off; then it says exactly the same.
      expect(new Set(all.map((each) => JSON.stringify(each))).size).toBe(1);
      expect(onlyText(mail)).toEqual(all[0]);
    }

    const [first] = people;
    const token = tokenIn(await mails.newest(first!.person.email), 'invitation');
    const accepted = await api.call<{ user: User }>('POST', '/v1/invitations/acceptances', {
      body: { token, password, transport: 'bearer' },
    });
    expect([accepted.status, accepted.body.user.state]).toEqual([201, 'active']);
  }, 300_000);

  it('keeps an acceptance whole when auth, users or the gateway dies in it', async () => {
    for (const service of ['auth', 'users', 'gateway'] as const) {
      const user = (await createSurely(newPerson())).body;
      const token = tokenIn(await mails.newest(user.email), 'invitation');
      const accepting = maybe(() =>
        api.call('POST', '/v1/invitations/acceptances', { body: { token, password, transport: 'bearer' } }),
      );
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
      await system.kill(service);
      await accepting;
      // Whole or absent: either the password works and the row is active, or the link still does.
      await until(
        `an end for ${user.email}`,
        async () => {
          const signIn = await maybe(() =>
            api.call('POST', '/v1/sessions', { body: { email: user.email, password, transport: 'bearer' } }),
          );
          if (signIn?.status === 201) return true;
          const again = await maybe(() =>
            api.call('POST', '/v1/invitations/acceptances', { body: { token, password, transport: 'bearer' } }),
          );
          return again?.status === 201;
        },
        30_000,
      );
      await ownerAgain();
      await until(`the row of ${user.email} to be active`, async () => {
        const row = await maybe(() => api.call<User>('GET', `/v1/users/${user.id}`, { token: owner }));
        return row?.body.state === 'active';
      });
    }
  }, 120_000);
});

describe('the relay cuts its answer off', () => {
  it('repeats the mail with the same Message-ID and link', async () => {
    const control = (mode: string) =>
      fetch(`${system.running.mailUrl}/control`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ mode }),
      });
    await control('cut-after-data');
    const user = (await createSurely(newPerson())).body;
    await mails.newest(user.email);
    await control('accept');
    await mails.newest(user.email, 2);
    const all = (await mails.to(user.email)).map(onlyText);
    expect(new Set(all.map((each) => JSON.stringify(each))).size).toBe(1);
  });
});
