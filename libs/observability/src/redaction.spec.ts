// Real: the functions alone. No fakes.
import { describe, expect, it } from '@jest/globals';
import { errorForLog } from './errors-for-logs.js';
import { redact, redacted } from './redaction.js';

describe('a line of the log', () => {
  it.each([
    'password',
    'newPassword',
    'passwordHash',
    'secret',
    'clientSecret',
    'accessToken',
    'refresh_token',
    'callerToken',
    'Cookie',
    'Set-Cookie',
    'authorization',
    'code',
    'recoveryCode',
    'recoveryCodes',
    'key',
    'apiKey',
    'AUTH_MASTER_KEY',
    'email',
    'newEmail',
    'alternateEmails',
    'to',
    'otp',
  ])('has nothing of %s, however deep', (name) => {
    expect(redact({ a: [{ [name]: 'value' }] })).toEqual({ a: [{ [name]: redacted }] });
  });

  it.each(['userId', 'keyId', 'statusCode', 'responseCode', 'errorCode', 'emailVersion', 'tokenId', 'monkey', 'kind'])(
    'shows %s',
    (name) => {
      expect(redact({ [name]: 'value' })).toEqual({ [name]: 'value' });
    },
  );

  it('has no mail address in any text', () => {
    expect(redact({ detail: "550 <ada.o'neil+x@mail.example> nobody; see söderlund@exämple.se." })).toEqual({
      detail: '550 <[address]> nobody; see [address].',
    });
    const error = new Error('Key (email)=(ada@mail.example) at postgres://muster:pa@ss@db.example/x');
    expect(errorForLog(error).message).not.toMatch(/ada|pa@ss/);
  });

  it('leaves paths of packages as they are', () => {
    const stack = 'at node_modules/@nestjs/core/x.js and typeorm@1.0.0/y.js';
    expect(redact({ stack })).toEqual({ stack });
  });
});
