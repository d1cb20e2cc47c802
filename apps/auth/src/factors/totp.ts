import { createHmac, timingSafeEqual } from 'node:crypto';

const stepSeconds = 30;
const digits = 6;
/** Steps before and after the present one whose codes count: clocks differ, and typing takes time. */
const slack = 1;
/** RFC 4226, section 4: 160 bits. */
export const secretBytes = 20;

/** The present time step (RFC 6238, section 4.2). */
export function stepAt(milliseconds: number): number {
  return Math.floor(milliseconds / 1000 / stepSeconds);
}

/** The code of a time step (RFC 4226, section 5.3; SHA-1 is what authenticator apps know). */
export function codeAt(secret: Buffer, step: number, length = digits): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const at = mac.readUInt8(mac.length - 1) & 0xf;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 10 ** length).padStart(length, '0');
}

/** The time step that a code is of, within the slack; undefined when it is of none. */
export function stepOf(secret: Buffer, code: string, milliseconds: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const now = stepAt(milliseconds);
  const steps = Array.from({ length: 2 * slack + 1 }, (_, n) => now - slack + n);
  return steps.filter((step) => timingSafeEqual(Buffer.from(codeAt(secret, step)), Buffer.from(code))).at(-1);
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Base32 without padding (RFC 4648), as apps take secrets. */
export function base32(bytes: Buffer): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((group) => alphabet[Number.parseInt(group.padEnd(5, '0'), 2)]).join('');
}

/** Key URI of authenticator apps. */
export function otpauthUrl(email: string, secret: Buffer): string {
  const query = new URLSearchParams({
    secret: base32(secret),
    issuer: 'Muster',
    algorithm: 'SHA1',
    digits: String(digits),
    period: String(stepSeconds),
  });
  return `otpauth://totp/Muster:${encodeURIComponent(email)}?${query.toString()}`;
}
