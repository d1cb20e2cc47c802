// Real: PostgreSQL and argon2. Fake: the users service, whose events are told here.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { userEvents, type CloudEvent, type EventType, type Person } from '#contracts';
import { LinksService } from '../links/links.service.js';
import { AuthStage, origin, outcome, signedIn, type AuthCopy } from '../testing/auth-stage.js';

const password = 'a quiet meadow beyond the hill';
const inAWeek = new Date(Date.now() + 7 * 86_400_000).toISOString();
let stage: AuthStage;
let auth: AuthCopy;

beforeAll(async () => {
  ({ stage, auth } = await AuthStage.open());
});

afterAll(async () => {
  await stage?.test.close();
});

async function tell(type: EventType, person: Person, data: object, copy = auth): Promise<void> {
  const event: CloudEvent = {
    specversion: '1.0',
    id: uuidv7(),
    source: '/muster/users',
    type: type.type,
    subject: person.id,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    dataschema: 'urn:test',
    accountid: person.accountId,
    sequence: 2,
    actorid: null,
    data: { userId: person.id, ...data },
  };
  const effect = await copy.people.consumer.handlers.get(type.type)?.begin(event);
  await stage.test.database.transaction({ accountId: person.accountId }, async () => effect?.());
}

const revoke = (person: Person, version = 1, copy = auth) =>
  tell(userEvents.invitationRevoked, person, { invitation: { version } }, copy);
const sent = (person: Person, version: number, copy = auth) =>
  tell(userEvents.invited, person, { invitation: { version, expiresAt: inAWeek, invitedBy: uuidv7() } }, copy);
const lookup = (proof: object) => outcome(auth.invitations.lookup({ ...proof, origin }));
const accept = (token: string) => auth.invitations.accept({ token, password, transport: 'bearer', origin });
const isIn = (email: string) =>
  outcome(auth.signIns.signIn({ email, password, transport: 'bearer', rememberDevice: false, origin }));

async function invited() {
  const person = await stage.known(auth);
  return { person, ...(await stage.invite(auth, person)) };
}

async function open(person: Person): Promise<number[]> {
  const rows = await stage.read<{ version: number }>(
    'SELECT version FROM links WHERE user_id = $1 AND spent_at IS NULL AND replaced_at IS NULL',
    [person.id],
  );
  return rows.map(({ version }) => version);
}

describe('a revoked invitation', () => {
  it('is dead wherever its link or code is shown, and in mails that wait', async () => {
    const { person, id, token, code } = await invited();
    await revoke(person);
    expect(await lookup({ token })).toBe('link_invalid');
    expect(await lookup({ email: person.email, code })).toBe('link_invalid');
    expect(await outcome(accept(token))).toBe('link_invalid');
    const links = new LinksService(stage.test.database, auth.links, auth.secrets, auth.finder);
    expect((await links.render(id)).alive).toBe(false);
  });

  it('is not asked for again by its holder, though it had expired', async () => {
    const person = await stage.known(auth);
    const { token } = await stage.invite(auth, person, { expiresAt: new Date(Date.now() - 1_000) });
    await revoke(person);
    expect(await lookup({ token })).toBe('link_invalid');
    expect(await outcome(auth.invitations.renew({ token, origin }))).toBe('link_invalid');
    expect(await stage.events('link.renewal_requested', person.id)).toEqual([]);
  });

  it('never comes to life when it is heard of after its end', async () => {
    const person = await stage.known(auth);
    await revoke(person);
    await sent(person, 1);
    expect(await open(person)).toEqual([]);
    expect(await stage.events('link.issued', person.id)).toEqual([]);
    await sent(person, 2);
    expect(await open(person)).toEqual([2]);
    const { token } = await stage.newestLink(auth, person.id, 'invitation');
    expect(await lookup({ token })).toBe('answered');
  });

  it('never comes to life, whichever of two copies hears of which first', async () => {
    const other = await stage.copy();
    for (let round = 0; round < 10; round += 1) {
      const person = await stage.known(auth);
      await Promise.all([sent(person, 1), revoke(person, 1, other)]);
      expect(await open(person)).toEqual([]);
    }
  });

  it('takes nothing from the next one, also when it is heard of late or twice', async () => {
    const { person } = await invited();
    await sent(person, 2);
    await revoke(person, 1);
    await revoke(person, 1);
    expect(await open(person)).toEqual([2]);
    const { token } = await stage.newestLink(auth, person.id, 'invitation');
    await signedIn(accept(token));
    await revoke(person, 1);
    expect(await isIn(person.email)).toBe('answered');
  });
});

describe('an acceptance before the revocation was heard of', () => {
  it('is undone: users let nobody in by it', async () => {
    const { person, token } = await invited();
    const { secrets, invitationVersion } = await signedIn(accept(token));
    expect(invitationVersion).toBe(1);
    await revoke(person);
    const credential = secrets.accessToken ?? '';
    expect(await outcome(auth.verification.verify({ kind: 'bearer', credential, origin }))).toBe('unauthenticated');
    expect(await isIn(person.email)).toBe('invalid_credentials');
    expect(auth.pushed.at(-1)).toMatchObject({
      subject: 'push.identity.ended',
      data: { userIds: [person.id] },
    });
    await sent(person, 2);
    const next = await stage.newestLink(auth, person.id, 'invitation');
    await signedIn(accept(next.token));
    expect(await isIn(person.email)).toBe('answered');
  });

  it('leaves nothing behind, however close both come', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { person, token } = await invited();
      const [result] = await Promise.all([outcome(accept(token)), revoke(person)]);
      expect(['answered', 'link_invalid']).toContain(result);
      expect(await open(person)).toEqual([]);
      const alive = await stage.read('SELECT FROM sessions WHERE user_id = $1 AND ended_at IS NULL', [person.id]);
      expect(alive).toEqual([]);
      expect(await isIn(person.email)).toBe('invalid_credentials');
    }
  });
});
