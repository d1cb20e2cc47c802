import { Secret, TOTP } from 'otpauth';
import type { Caller, Person } from '#contracts';
import { origin, signedIn, type AuthCopy, type AuthStage } from './auth-stage.js';
import { SoftAuthenticator } from './soft-authenticator.js';

export const password = 'a quiet meadow beyond the hill';
const step = 30_000;

/** Somebody with an authenticator app, as the tests see both. */
export interface WithApp {
  person: Person;
  caller: Caller;
  factorId: string;
  recoveryCodes: string[];
  /** What the app shows, so many steps from now. */
  code: (steps?: number) => string;
}

export const signInWith = (auth: AuthCopy, person: Person, more: object = {}) =>
  auth.signIns.signIn({ email: person.email, password, transport: 'bearer', rememberDevice: false, origin, ...more });

/** The id of the challenge that a sign-in answers with. */
export async function challengeOf(auth: AuthCopy, person: Person, more: object = {}): Promise<string> {
  const answer = await signInWith(auth, person, more);
  if (answer.status === 'signed_in') throw new Error('Nothing more was asked for');
  return answer.challengeId;
}

/** An authenticator app: a second implementation, not the one under test. */
export function app(secret: string, now: () => number = Date.now): (steps?: number) => string {
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  return (steps = 0) => totp.generate({ timestamp: now() + steps * step });
}

/** Somebody who has enrolled an app, with kept recovery codes. The activation's step is used up. */
export async function withApp(stage: AuthStage, auth: AuthCopy): Promise<WithApp> {
  const person = await stage.known(auth, {}, password);
  const { caller } = (await signedIn(signInWith(auth, person))).identity;
  const { own } = auth.parts;
  const { id, secret } = await own.startTotp(caller, {});
  const code = app(secret);
  const { recoveryCodes = [] } = await own.activateTotp(caller, { id, code: code(-1), origin });
  await own.acknowledgeCodes(caller);
  return { person, caller, factorId: id, recoveryCodes, code };
}

/** Somebody with a passkey. */
export async function withPasskey(stage: AuthStage, auth: AuthCopy, count = 0) {
  const person = await stage.known(auth, {}, password);
  const { caller } = (await signedIn(signInWith(auth, person))).identity;
  const device = new SoftAuthenticator('https://desk.example');
  device.counter = count;
  const options = await auth.parts.own.passkeyOptions(caller);
  const { method } = await auth.parts.own.registerPasskey(caller, { credential: device.create(options) });
  return { person, caller, device, method };
}
