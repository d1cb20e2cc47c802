// Real: PostgreSQL and signatures.
import { createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { v7 as uuidv7 } from 'uuid';
import { accessTokenAudience, tokenIssuer } from '#contracts';
import { AuthStage, type AuthCopy } from '../testing/auth-stage.js';
import { TokenIssuer } from './token-issuer.js';

let stage: AuthStage;
let auth: AuthCopy;

beforeAll(async () => {
  ({ stage, auth } = await AuthStage.open());
});

afterAll(async () => {
  await stage?.test.close();
});

function accessToken(): string {
  const subject = { userId: uuidv7(), accountId: uuidv7(), sessionId: uuidv7(), amr: ['pwd'] };
  const times = { authenticatedAt: new Date(), expiresAt: new Date(Date.now() + 600_000) };
  return new TokenIssuer(auth.keys, { ACCESS_TOKEN_SECONDS: 600 }).accessToken({ ...subject, ...times }).accessToken;
}

/** As somebody would who has nothing but the document. */
async function verified(token: string) {
  const { keys } = await auth.keys.published('access');
  const kid = jwt.decode(token, { complete: true })?.header.kid;
  const jwk = keys.find((key) => key.kid === kid);
  if (jwk === undefined) throw new Error('The document does not have the key');
  const options = { algorithms: ['ES256' as const], issuer: tokenIssuer, audience: accessTokenAudience };
  return jwt.verify(token, createPublicKey({ key: { ...jwk }, format: 'jwk' }), options);
}

describe('the published keys', () => {
  it('verify access tokens, before and after a rotation', async () => {
    const before = accessToken();
    await auth.keys.rotate();
    const after = accessToken();
    expect(jwt.decode(after, { complete: true })?.header.kid).not.toBe(
      jwt.decode(before, { complete: true })?.header.kid,
    );
    for (const token of [before, after]) expect(await verified(token)).toMatchObject({ iss: tokenIssuer });
    expect((await auth.keys.published('access')).keys).toHaveLength(2);
  });

  it('are not those of caller tokens, and hold no private half', async () => {
    const { keys } = await auth.keys.published('access');
    expect(keys.map(({ kid }) => kid)).not.toContain(auth.keys.signing('caller').kid);
    for (const key of keys) expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });
});
