import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { apiKeyPrefixes, type ApiKeyKind } from '#contracts';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const randomLength = 30;
const checksumLength = 6;
/** Bytes from here on would make some characters likelier than others. */
const fairBelow = 256 - (256 % alphabet.length);

const forms: Record<ApiKeyKind, RegExp> = {
  api: /^mst_([0-9A-Za-z]{30})([0-9A-Za-z]{6})$/,
  docs: /^mdk_([0-9A-Za-z]{30})([0-9A-Za-z]{6})$/,
};

function randomText(): string {
  let text = '';
  while (text.length < randomLength) {
    const fair = [...randomBytes(randomLength)].filter((byte) => byte < fairBelow);
    text += fair.map((byte) => alphabet[byte % alphabet.length]).join('');
  }
  return text.slice(0, randomLength);
}

/** CRC32 of the random part in base62, so that a scanner tells a key from text that looks like one. */
function checksumOf(random: string): string {
  let rest = crc32(random);
  let text = '';
  for (let n = 0; n < checksumLength; n += 1) {
    text = `${alphabet[rest % alphabet.length]}${text}`;
    rest = Math.floor(rest / alphabet.length);
  }
  return text;
}

/** A new key: prefix, 30 random characters (178 bits) and a checksum. */
export function newSecret(kind: ApiKeyKind): string {
  const random = randomText();
  return `${apiKeyPrefixes[kind]}${random}${checksumOf(random)}`;
}

/** True for what could be a key of this kind. Says nothing about whether it is one. */
export function isWellFormed(kind: ApiKeyKind, secret: string): boolean {
  const [, random, checksum] = forms[kind].exec(secret) ?? [];
  return random !== undefined && checksumOf(random) === checksum;
}

/** Digest under which a key is found; the key itself is kept nowhere. Long and random, so a plain digest will do. */
export function keyDigest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
