// Real: PostgreSQL, bcrypt, scrypt, PBKDF2 and argon2.
import { pbkdf2Sync, scryptSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hash } from '@node-rs/bcrypt';
import { importPasswords, type ImportRow } from './import-passwords.js';
import { AuthStage, origin, outcome, type AuthCopy } from './testing/auth-stage.js';

const password = 'known from the old system';
const salt = Buffer.from('sixteen bytes of');
const b64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
let stage: AuthStage;
let auth: AuthCopy;

beforeAll(async () => {
  ({ stage, auth } = await AuthStage.open());
});

afterAll(async () => {
  await stage?.test.close();
});

const bringIn = (rows: ImportRow[]) => importPasswords({ serviceUrl: stage.test.serviceUrl, rows });
const signIn = (email: string, secret = password) =>
  outcome(auth.signIns.signIn({ email, password: secret, transport: 'bearer', rememberDevice: false, origin }));
const storedOf = async (userId: string) =>
  (await stage.read<{ password_hash: string }>('SELECT password_hash FROM credentials WHERE user_id = $1', [userId]))[0]
    ?.password_hash;

describe('an imported hash', () => {
  it.each([
    ['bcrypt', () => hash(password, 5)],
    [
      'scrypt',
      () => `$scrypt$ln=12,r=8,p=1$${b64(salt)}$${b64(scryptSync(password, salt, 32, { N: 4096, r: 8, p: 1 }))}`,
    ],
    ['PBKDF2', () => `$pbkdf2-sha256$i=2000$${b64(salt)}$${b64(pbkdf2Sync(password, salt, 2000, 32, 'sha256'))}`],
  ])('of %s signs in, and is ours after that', async (_kind, make) => {
    const person = await stage.known(auth);
    const stored = await make();
    expect(await bringIn([{ email: person.email, hash: stored }])).toEqual({ imported: 1, unchanged: 0, refused: [] });
    const [event] = await stage.events('credential.password_set', person.id);
    expect(event?.data).toEqual({ userId: person.id, via: 'import' });
    expect(await signIn(person.email, 'wrong')).toBe('invalid_credentials');
    expect(await storedOf(person.id)).toBe(stored);
    expect(await signIn(person.email)).toBe('answered');
    expect(await storedOf(person.id)).toMatch(/^\$argon2id\$/);
    expect(await signIn(person.email)).toBe('answered');
  });

  it('signs in, though strangers had blocked the address; a block that came after stays', async () => {
    const person = await stage.known(auth);
    const rows = [{ email: person.email, hash: await hash(password, 4) }];
    const block = async () => {
      for (let n = 0; n < 10; n += 1) await signIn(person.email, 'wrong');
    };
    await block();
    await bringIn(rows);
    expect(await signIn(person.email)).toBe('answered');
    await stage.read('UPDATE credentials SET password_hash = $2 WHERE user_id = $1', [person.id, rows[0]?.hash]);
    await block();
    expect(await bringIn(rows)).toMatchObject({ unchanged: 1 });
    expect(await signIn(person.email)).toBe('invalid_credentials');
  });

  it('of a short password signs in nobody by itself', async () => {
    const [person, earlier] = [await stage.known(auth), await stage.known(auth)];
    const short = '123456';
    await bringIn([{ email: person.email, hash: await hash(short, 4) }]);
    // Taken over by a sign-in before anybody minded.
    await stage.test.database.transaction({ system: 'test' }, async () =>
      auth.identities.setPassword(
        { user_id: earlier.id, account_id: earlier.accountId },
        { hash: await auth.hasher.hash(short), needsFactor: false },
      ),
    );
    for (const { id, email } of [person, earlier]) {
      for (let time = 0; time < 2; time += 1) {
        const asked = { email, password: short, transport: 'bearer' as const, rememberDevice: false, origin };
        const answer = await auth.signIns.signIn(asked);
        expect(answer.status).toBe('enrolment_required');
        expect(await storedOf(id)).toMatch(/^\$argon2id\$/);
      }
    }
    expect(await stage.read('SELECT FROM sessions WHERE user_id = ANY($1)', [[person.id, earlier.id]])).toEqual([]);
  });

  it('replaces no password, and each refusal says why', async () => {
    const [fresh, owner] = [await stage.known(auth), await stage.known(auth, {}, 'their very own password')];
    const suspended = await stage.known(auth);
    await stage.read('UPDATE identities SET suspended_at = now() WHERE user_id = $1', [suspended.id]);
    const good = await hash(password, 4);
    const rows = [
      { email: owner.email, hash: good },
      { email: fresh.email, hash: good },
      { email: 'nobody@people.example', hash: good },
      { email: suspended.email, hash: good },
      { email: fresh.email, hash: `$2b$31$${'a'.repeat(53)}` },
    ];
    expect(await bringIn(rows)).toEqual({
      imported: 1,
      unchanged: 0,
      refused: [
        { row: 0, reason: 'has_password' },
        { row: 2, reason: 'unknown_address' },
        { row: 3, reason: 'suspended' },
        { row: 4, reason: 'unsupported_hash' },
      ],
    });
    expect(await signIn(owner.email, 'their very own password')).toBe('answered');
    expect(await bringIn(rows)).toMatchObject({ imported: 0, unchanged: 1, refused: { length: 4 } });
  });
});
