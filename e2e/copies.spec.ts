// Real: everything. Two copies of every service side by side.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSystem, type System } from '../tools/lib/system.mjs';
import { Api, newPerson, type Problem } from './support/api.js';
import { Mails } from './support/mails.js';

let system: System;

beforeAll(async () => {
  const copies = { gateway: 2, users: 2, auth: 2, notifications: 2 };
  system = await startSystem({ stateDir: '.muster/e2e-copies', fresh: true, quiet: true, build: false, copies });
}, 120_000);

afterAll(async () => {
  await system?.stop();
});

/** Sum of a counter's samples in the metrics of one process. */
async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return text
    .split('\n')
    .filter((line) => line.startsWith(name))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

const handled = (service: 'users' | 'auth' | 'notifications', name: string) =>
  Promise.all(system.running.metricsUrls[service].map((url) => metric(url, name)));

describe('two copies of every service', () => {
  it('share calls, events and mails, and each invitation is mailed once', async () => {
    const gateways = system.running.baseUrls.map((url) => new Api(url));
    expect(gateways).toHaveLength(2);
    const [first] = gateways;
    const token = await first!.signIn(system.running.owner.email, system.running.owner.password);
    const people = Array.from({ length: 60 }, () => newPerson());
    const answers = await Promise.all(
      people.map((body, n) => gateways[n % 2]!.call<Problem>('POST', '/v1/users', { token, body })),
    );
    expect(answers.map((answer) => answer.status)).toEqual(people.map(() => 201));

    const mails = new Mails(system.running.mailUrl);
    await Promise.all(people.map((person) => mails.newest(person.email)));
    for (const person of people) expect(await mails.to(person.email)).toHaveLength(1);

    for (const calls of await handled('users', 'rpc_server_duration_seconds_count')) expect(calls).toBeGreaterThan(5);
    for (const events of await handled('auth', 'events_handled_total')) expect(events).toBeGreaterThan(5);
    for (const sent of await handled('notifications', 'mail_total')) expect(sent).toBeGreaterThan(5);
  });

  it('refuse a session on the other gateway the moment it ended on one', async () => {
    const [one, two] = system.running.baseUrls.map((url) => new Api(url));
    const token = await one!.signIn(system.running.user.email, system.running.user.password);
    expect((await two!.call('GET', '/v1/me', { token })).status).toBe(200);
    expect((await one!.call('DELETE', '/v1/sessions/current', { token })).status).toBe(204);
    expect((await two!.call('GET', '/v1/me', { token })).status).toBe(401);
  });

  it('show a change on both gateways in the next read', async () => {
    const [one, two] = system.running.baseUrls.map((url) => new Api(url));
    const { email, password } = system.running.administrator;
    const token = await one!.signIn(email, password);
    for (const jobTitle of ['Lead', 'Head of support', 'Chief']) {
      await two!.call('GET', '/v1/me', { token });
      expect((await one!.call('PATCH', '/v1/me', { token, body: { jobTitle } })).status).toBe(200);
      const seen = await two!.call<{ jobTitle: string }>('GET', '/v1/me', { token });
      expect(seen.body.jobTitle).toBe(jobTitle);
    }
  });
});
