// Real: NATS with the permissions that the contracts declare. Fake: what the services answer.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, errors, headers, type NatsConnection } from '@nats-io/transport-node';
import { answerInbox, natsPermissions, peopleCalls, type ServiceName } from '#contracts';
import { testNats, type TestNats } from '#testing';
import { Asker, isNobodyThere, isTimeout } from './index.js';

const names = ['gateway', 'users', 'auth'] as const satisfies readonly ServiceName[];
let nats: TestNats;
let connections: Record<(typeof names)[number], NatsConnection>;
let asker: Asker;

beforeAll(async () => {
  const users = names.map((name) => {
    const { publish, subscribe } = natsPermissions()[name];
    return {
      user: name,
      password: 'secret',
      permissions: { publish: { allow: publish }, subscribe: { allow: subscribe } },
    };
  });
  nats = await testNats({ accounts: { MUSTER: { jetstream: 'enabled', users } } });
  const opened = await Promise.all(
    names.map(async (name) => {
      const options = { servers: nats.url, user: name, pass: 'secret', inboxPrefix: `_INBOX.${name}` };
      return [name, await connect(options)] as const;
    }),
  );
  connections = Object.fromEntries(opened) as typeof connections;
  asker = new Asker(connections.auth, 'auth');
}, 60_000);

afterAll(async () => {
  await Promise.all(Object.values(connections ?? {}).map((connection) => connection.close()));
  await nats?.close();
});

const { subject } = peopleCalls.resolve;
const ask = (asked = subject, timeout = 1_000) => asker.ask(asked, '{}', { timeout, headers: headers() });
const failureOf = (asking: Promise<unknown>) =>
  asking.then(
    () => 'answered',
    (error: unknown) => error,
  );

/** Serves the call as users does until `done`. */
async function serving(answer: (reply: string, data: string) => void, work: () => Promise<void>): Promise<void> {
  const subscription = connections.users.subscribe(subject, {
    queue: 'users',
    callback: (_error, message) => answer(message.reply ?? '', message.string()),
  });
  await connections.users.flush();
  try {
    await work();
  } finally {
    subscription.unsubscribe();
    await connections.users.flush();
  }
}

describe('asking', () => {
  it('gets the answers of many requests, each its own', async () => {
    await serving(
      (reply, data) => void setTimeout(() => connections.users.publish(reply, data), Math.random() * 20),
      async () => {
        const asked = Array.from({ length: 200 }, (_, index) => String(index));
        const answers = await Promise.all(
          asked.map(async (text) => (await asker.ask(subject, text, { timeout: 2_000, headers: headers() })).string()),
        );
        expect(answers).toEqual(asked);
      },
    );
  });

  it('knows that nobody is there', async () => {
    expect(isNobodyThere(await failureOf(ask()))).toBe(true);
  });

  it('ends at its time, and what is answered later is dropped', async () => {
    await serving(
      (reply) => void setTimeout(() => connections.users.publish(reply, 'late'), 250),
      async () => {
        expect(isTimeout(await failureOf(ask(subject, 100)))).toBe(true);
        expect((await ask()).string()).toBe('late');
      },
    );
  });

  it('says that it may not, not that time is up', async () => {
    const failure = await failureOf(ask('users.users.erase-everything.v1', 5_000));
    expect(failure).toBeInstanceOf(errors.PermissionViolationError);
  });

  it('fails with the connection', async () => {
    const options = { servers: nats.url, user: 'auth', pass: 'secret', inboxPrefix: '_INBOX.auth' };
    const connection = await connect(options);
    const own = new Asker(connection, 'auth');
    await serving(
      () => void connection.close(),
      async () => {
        const failure = await failureOf(own.ask(subject, '{}', { timeout: 5_000, headers: headers() }));
        expect(failure).toBeInstanceOf(errors.ClosedConnectionError);
      },
    );
    const again = await failureOf(own.ask(subject, '{}', { timeout: 5_000, headers: headers() }));
    expect(again).toBeInstanceOf(errors.ClosedConnectionError);
  });
});

describe('answering', () => {
  it('is refused to a service that is not the asked one, though it knew the inbox', async () => {
    const refused: string[] = [];
    void (async () => {
      for await (const status of connections.gateway.status())
        if (status.type === 'error') refused.push(status.error.message);
    })();
    await serving(
      (reply) => {
        // An answer that somebody else makes up comes first.
        connections.gateway.publish(reply, 'forged');
        void connections.gateway.flush().then(() => connections.users.publish(reply, 'true'));
      },
      async () => expect((await ask()).string()).toBe('true'),
    );
    expect(refused).toEqual([expect.stringMatching(/permissions violation for publish/i)]);
  });

  it('is refused to a service at the inboxes of calls to another', async () => {
    const refused = new Promise<string>((resolve) => {
      void (async () => {
        for await (const status of connections.users.status())
          if (status.type === 'error') resolve(status.error.message);
      })();
    });
    connections.users.publish(`${answerInbox('gateway', 'auth')}.x.1`, 'forged');
    expect(await refused).toMatch(/permissions violation for publish/i);
  });
});
