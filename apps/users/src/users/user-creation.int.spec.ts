// Real: PostgreSQL. Fake: nobody hears the hints.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { CreateUserBody } from '#contracts';
import { openWorld, type World } from '../testing/lifecycle-world.js';

let world: World;
let help: string;
const sales = uuidv7();

beforeAll(async () => {
  world = await openWorld();
  help = world.mailboxId;
  await world.sql(
    `INSERT INTO mailboxes (id, account_id, name, email) VALUES ($1, $2, 'Sales', 'sales@people.example')`,
    [sales, world.accountId],
  );
});

afterAll(async () => {
  await world?.test.close();
});

function create(fields: object) {
  const person = { firstName: 'Ada', lastName: 'Byron', email: `${uuidv7()}@people.example`, role: 'administrator' };
  const owner = world.caller(world.ownerId);
  const wanted = CreateUserBody.parse({ ...person, sendInvite: false, ...fields });
  return world.as(owner, () =>
    world.database.transaction({ accountId: world.accountId }, () => world.creation.create(owner, wanted)),
  );
}

const granted = async (userId: string) => {
  const rows = await world.sql<{ id: string }>('SELECT mailbox_id AS id FROM mailbox_grants WHERE user_id = $1', [
    userId,
  ]);
  return new Set(rows.map(({ id }) => id));
};

describe('mailboxes of a new administrator', () => {
  it('are all when none are named', async () => {
    const { user } = await create({});
    expect(new Set(user.mailboxIds)).toEqual(new Set([help, sales]));
    expect(await granted(user.id)).toEqual(new Set([help, sales]));
  });

  it('are those that are named', async () => {
    const { user } = await create({ mailboxIds: [sales] });
    expect(user.mailboxIds).toEqual([sales]);
    expect(await granted(user.id)).toEqual(new Set([sales]));
  });

  it('are none when none is what is named', async () => {
    const { user } = await create({ mailboxIds: [] });
    expect([user.mailboxIds, await granted(user.id)]).toEqual([[], new Set()]);
  });

  it('are not those of another account', async () => {
    const refusal = { code: 'invalid_request', details: { errors: [{ path: 'mailboxIds', code: 'unknown_id' }] } };
    await expect(create({ mailboxIds: [uuidv7()] })).rejects.toMatchObject(refusal);
  });
});

describe('mailboxes of anybody else', () => {
  it('are none unless they are named', async () => {
    expect((await create({ role: 'user' })).user.mailboxIds).toEqual([]);
    expect((await create({ role: 'light_user', mailboxIds: [sales] })).user.mailboxIds).toEqual([sales]);
  });
});
