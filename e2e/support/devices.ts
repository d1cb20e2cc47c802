import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import type { Api } from './api.js';

/** An authenticator app of another make, as a phone would have it from the QR code. */
export function authenticatorApp(secret: string): (steps?: number) => string {
  const totp = new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')) });
  return (steps = 0) => totp.generate({ timestamp: Date.now() + steps * 30_000 });
}

/** Enrols an app for somebody who is signed in. @returns its codes */
export async function enrolApp(api: Api, token: string): Promise<(steps?: number) => string> {
  const { body } = await api.call<{ id: string; secret: string }>('POST', '/v1/me/two-factor/totp', {
    token,
    body: { name: 'Phone' },
  });
  const code = authenticatorApp(body.secret);
  const path = `/v1/me/two-factor/totp/${body.id}/activation`;
  const activated = await api.call('POST', path, { token, body: { code: code(-1) } });
  if (activated.status !== 200) throw new Error(`Activating an app answered ${activated.status}`);
  return code;
}

/** Gives the page a device that holds passkeys and knows its user. */
export async function addPasskeyDevice(page: Page): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}
