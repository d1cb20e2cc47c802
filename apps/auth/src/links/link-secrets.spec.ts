import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { linkPurposes } from '#contracts';
import { MasterKey } from '../keys/master-key.js';
import { LinkSecrets } from './link-secrets.js';

const secrets = new LinkSecrets(new MasterKey({ AUTH_MASTER_KEY: randomBytes(32) }));
const link = { id: uuidv7(), purpose: 'invitation' as const, version: 1 };

describe('what stands in a mail', () => {
  it('is the same every time', () => {
    expect(secrets.tokenOf(link)).toBe(secrets.tokenOf({ ...link }));
    expect(secrets.pathOf(link)).toBe(`/invitation/${secrets.tokenOf(link)}`);
  });

  it('is short enough for any mail program, and nothing but letters and digits', () => {
    expect(secrets.tokenOf(link)).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(secrets.codeOf(link)).toMatch(/^[2-9A-HJKMNP-TV-Z]{8}$/);
  });

  it('is another one for another link, version, purpose and master key', () => {
    const others = [
      { ...link, id: uuidv7() },
      { ...link, version: 2 },
      ...linkPurposes.filter((purpose) => purpose !== 'invitation').map((purpose) => ({ ...link, purpose })),
    ];
    const elsewhere = new LinkSecrets(new MasterKey({ AUTH_MASTER_KEY: randomBytes(32) }));
    const tokens = [link, ...others].map((each) => secrets.tokenOf(each));
    const codes = [link, ...others].map((each) => secrets.codeOf(each));
    expect(new Set([...tokens, elsewhere.tokenOf(link)]).size).toBe(tokens.length + 1);
    expect(new Set([...codes, elsewhere.codeOf(link)]).size).toBe(codes.length + 1);
  });
});
