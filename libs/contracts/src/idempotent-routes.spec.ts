import { describe, expect, it } from '@jest/globals';
import { allRoutes } from './registry.js';

/** POSTs that take no Idempotency-Key, by the reason why they need none. All others create or send for their caller. */
const reasons: Record<string, readonly string[]> = {
  'nobody is signed in whom a key could belong to; the answer is always the same, and mails are limited per address': [
    'accounts.signUp',
    'passwordResets.request',
  ],
  'nobody is signed in whom a key could belong to; it happens once for each mailed link': ['invitations.renew'],
  'the token in the body is spent once': [
    'accounts.confirm',
    'autoBcc.confirm',
    'emailChanges.confirm',
    'invitations.accept',
    'passwordResets.complete',
  ],
  'a sign-in or a step of one (decision 6); a challenge is answered once': [
    'sessions.create',
    'sessions.enrolment.passkey',
    'sessions.enrolment.passkey.options',
    'sessions.enrolment.totp',
    'sessions.enrolment.totp.activate',
    'sessions.passkey',
    'sessions.passkey.options',
    'sessions.refresh',
    'sessions.secondFactor',
    'sessions.secondFactor.passkeyOptions',
  ],
  'reads, or makes a challenge that is worth nothing by itself': [
    'account.planPreview',
    'invitations.lookup',
    'me.reauthenticate.passkeyOptions',
    'me.twoFactor.passkeys.options',
    'passwordResets.lookup',
  ],
  'changes the state of something that is there; a repeat changes nothing more': [
    'account.acceptOwnershipTransfer',
    'imports.cancel',
    'me.reauthenticate',
    'me.twoFactor.recoveryCodes.acknowledge',
    'me.twoFactor.totp.activate',
  ],
};
const others = new Set(Object.values(reasons).flat());

const posts = allRoutes.filter(({ method }) => method === 'POST');

describe('POST routes', () => {
  it.each(posts)('$id: takes an Idempotency-Key, or it is said why not', ({ id, idempotent }) => {
    expect([id, idempotent]).toEqual([id, !others.has(id)]);
  });

  it('names no route that is not there', () => {
    const ids = new Set(posts.map(({ id }) => id));
    expect([...others].filter((id) => !ids.has(id))).toEqual([]);
  });
});
