import type { RouteNote } from './route-notes.js';

const at = '2026-11-24T08:00:00.000Z';
const challengeId = '01890a5d-ac96-7b50-8e6f-4a7b8c9daebf';
const factor = {
  id: '01890a5d-ac96-7c60-9f70-5b8c9daebfc0',
  kind: 'totp',
  name: 'Phone',
  createdAt: at,
  lastUsedAt: at,
};
const recoveryCodes = [
  'K7QM-2XPA-9RTF',
  'B4HN-6WZC-3JDE',
  'M8PS-5GQX-7YVA',
  'T2RC-9FKB-4NWH',
  'X6ZD-3EMJ-8PGQ',
  'A9VY-7TSK-2CRF',
  'H5BW-4XNZ-6DQE',
  'J3GM-8KPT-5YAV',
  'C7FR-2SHX-9BZN',
  'W4QD-6JEM-3TKP',
];
const totpSecret = {
  id: factor.id,
  secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  otpauthUrl:
    'otpauth://totp/Muster:ada%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Muster&algorithm=SHA1&digits=6&period=30',
  qrSvg: '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
};
const credentialId = 'kq0nN1ZBkQyVb9XwTgP8uA';
const credentialOf = { id: credentialId, rawId: credentialId, type: 'public-key' };
const assertion = {
  ...credentialOf,
  response: { clientDataJSON: 'eyJ0eXBlIjoi', authenticatorData: 'SZYN5YgO', signature: 'MEUCIQDd' },
};
const passkey = { ...credentialOf, response: { clientDataJSON: 'eyJ0eXBlIjoi', attestationObject: 'o2NmbXRk' } };
const signedChallenge = 'Xb4c8aC0yNf2d6w1kZ3tQm5sVh7uEj9rGp0oLiKxYvA';
const requestOptions = {
  challenge: signedChallenge,
  rpId: 'help.example.com',
  timeout: 300_000,
  allowCredentials: [],
  userVerification: 'required',
};
const creationOptions = {
  rp: { id: 'help.example.com', name: 'Muster' },
  user: { id: 'MDE4OTBhNWQ', name: 'ada@example.com', displayName: 'Ada Byron' },
  challenge: signedChallenge,
  pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
  timeout: 300_000,
  excludeCredentials: [],
  authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
  attestation: 'none',
};
/** Notes on the routes of second factors. @param signedIn a valid answer of a finished sign-in */
export function twoFactorNotes(signedIn: object): Readonly<Record<string, RouteNote>> {
  return { ...signInNotes(signedIn), ...ownNotes };
}

function signInNotes(signedIn: object): Record<string, RouteNote> {
  const enrolled = { ...signedIn, recoveryCodes };
  return {
    'sessions.secondFactor': {
      description: 'With `code` for an app or a recovery code, with `assertion` for a passkey.',
      body: { challengeId, method: 'totp', code: '123456', rememberDevice: true },
      answers: { 201: signedIn },
      headers: ['Set-Cookie'],
    },
    'sessions.secondFactor.passkeyOptions': { body: { challengeId }, answers: { 200: requestOptions } },
    'sessions.passkey.options': { answers: { 200: requestOptions } },
    'sessions.passkey': {
      description: 'The passkey has verified its user, so it stands for both factors.',
      body: { assertion },
      answers: { 201: signedIn },
      headers: ['Set-Cookie'],
    },
    'sessions.enrolment.totp': { body: { challengeId }, answers: { 201: totpSecret } },
    'sessions.enrolment.totp.activate': {
      body: { challengeId, code: '123456' },
      answers: { 201: enrolled },
      headers: ['Set-Cookie'],
    },
    'sessions.enrolment.passkey.options': { body: { challengeId }, answers: { 200: creationOptions } },
    'sessions.enrolment.passkey': {
      body: { challengeId, credential: passkey, name: 'Laptop' },
      answers: { 201: enrolled },
      headers: ['Set-Cookie'],
    },
  };
}

const ownNotes: Record<string, RouteNote> = {
  'me.twoFactor.get': {
    answers: { 200: { enabled: true, required: false, methods: [factor], recoveryCodesLeft: 9 } },
  },
  'me.twoFactor.totp': { body: { name: 'Phone' }, answers: { 201: totpSecret } },
  'me.twoFactor.totp.activate': { body: { code: '123456' }, answers: { 200: { recoveryCodes } } },
  'me.twoFactor.passkeys.options': { answers: { 200: creationOptions } },
  'me.twoFactor.passkeys.register': {
    body: { credential: passkey, name: 'Laptop' },
    answers: { 201: { method: { ...factor, kind: 'passkey', name: 'Laptop' }, recoveryCodes } },
  },
  'me.twoFactor.recoveryCodes.renew': { answers: { 201: { recoveryCodes } } },
  'me.twoFactor.methods.rename': { body: { name: 'Old phone' }, answers: { 200: { ...factor, name: 'Old phone' } } },
  'me.reauthenticate': {
    description: 'With the `password`, the `code` of an app or a recovery code, or the `assertion` of a passkey.',
    body: { code: '123456' },
  },
  'me.reauthenticate.passkeyOptions': { answers: { 200: requestOptions } },
  'users.twoFactor.get': { answers: { 200: { enabled: true, kinds: ['totp'] } } },
};
