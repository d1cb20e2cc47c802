import { createHash, createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { LinkPurpose } from '#contracts';
import { MasterKey } from '../keys/master-key.js';

/** What a secret is derived from: the same link says the same in every mail about it. */
export interface LinkSource {
  id: string;
  purpose: LinkPurpose;
  version: number;
}

// Without signs that are taken for one another: 0 and O, 1, I and L, U and V.
const alphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const codeLength = 8;
const tokenBytes = 16;

const paths: Record<LinkPurpose, string> = {
  invitation: '/invitation/',
  password_reset: '/password-reset/',
  email_change: '/email-change/',
  auto_bcc: '/auto-bcc/',
  sign_up: '/sign-up/',
};

/** Digest under which a link is found by its token. Of the very spelling: another one of the same bytes is another. */
export function tokenDigest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/**
 * Derives what stands in the mail from the link's id and version (security.md, "Mailed links"); nothing of it is
 * stored. Each purpose has its own key.
 */
@Injectable()
export class LinkSecrets {
  constructor(private readonly master: MasterKey) {}

  /** 128 bits as 22 base64url characters. */
  tokenOf(link: LinkSource): string {
    return this.derive(link, 'token').subarray(0, tokenBytes).toString('base64url');
  }

  /** 8 characters for people to type; worth five tries. */
  codeOf(link: LinkSource): string {
    const bytes = this.derive(link, 'code');
    // Two bytes a sign, so that no sign is noticeably likelier.
    return Array.from({ length: codeLength }, (_, n) => alphabet[bytes.readUInt16BE(2 * n) % alphabet.length]).join('');
  }

  pathOf(link: LinkSource): string {
    return `${paths[link.purpose]}${this.tokenOf(link)}`;
  }

  private derive({ id, purpose, version }: LinkSource, kind: 'token' | 'code'): Buffer {
    const key = this.master.for(`links ${purpose} ${kind}`);
    return createHmac('sha256', key).update(`${id} ${version}`).digest();
  }
}
