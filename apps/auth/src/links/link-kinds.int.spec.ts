// Real: PostgreSQL and derived tokens. Fake: the users service.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { LinkPurpose } from '#contracts';
import { AuthStage, origin, outcome, type AuthCopy } from '../testing/auth-stage.js';

let stage: AuthStage;
let auth: AuthCopy;
const tokens = new Map<LinkPurpose, { token: string; code: string }>();
let email: string;

beforeAll(async () => {
  ({ stage, auth } = await AuthStage.open());
  const person = await stage.known(auth);
  email = person.email;
  for (const purpose of LinkPurpose.options) {
    await stage.test.database.transaction({ system: 'test' }, () =>
      auth.issuer.issue({
        accountId: person.accountId,
        userId: person.id,
        purpose,
        version: 1,
        subjectId: uuidv7(),
        invitedBy: null,
        expiresAt: new Date(Date.now() + 86_400_000),
      }),
    );
    tokens.set(purpose, await stage.newestLink(auth, person.id, purpose));
  }
});

afterAll(async () => {
  await stage?.test.close();
});

describe.each(LinkPurpose.options)('a mailed link of the kind %s', (kind) => {
  it.each(LinkPurpose.options)('at the place of %s', async (place) => {
    const { token = '', code = '' } = tokens.get(kind) ?? {};
    const fits = kind === place;
    expect(await outcome(auth.finder.live(place, { token }, origin))).toBe(fits ? 'answered' : 'link_invalid');
    if (fits) return;
    const own = tokens.get(place)?.code;
    // Each kind has its own code; the one of another kind is a wrong try.
    expect(own).not.toBe(code);
    expect(await outcome(auth.finder.live(place, { email, code }, origin))).toBe('link_invalid');
  });
});
