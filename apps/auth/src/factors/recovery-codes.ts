import { createHmac, randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { MasterKey } from '../keys/master-key.js';
import type { Person } from './factors.repository.js';
import { RecoveryCodesRepository } from './recovery-codes.repository.js';

// Without signs that are taken for one another: 0 and O, 1, I and L, U and V.
const alphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const codeLength = 12;
const codesInASet = 10;

function newCode(): string {
  return Array.from({ length: codeLength }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** Codes for when a factor is lost: ten, each good once, from the moment that the person says they have kept them. */
@Injectable()
export class RecoveryCodes {
  constructor(
    private readonly repository: RecoveryCodesRepository,
    private readonly master: MasterKey,
  ) {}

  /** Must run under the lock of the person's factors. @returns the codes, which are shown once */
  async issue(person: Person): Promise<string[]> {
    const codes = Array.from({ length: codesInASet }, newCode);
    await this.repository.add(
      person,
      uuidv7(),
      codes.map((code) => this.digest(person, code)),
    );
    return codes.map((code) => code.replace(/(.{4})(?=.)/g, '$1-'));
  }

  acknowledge(person: Person): Promise<boolean> {
    return this.repository.acknowledge(person);
  }

  left(person: Person): Promise<number> {
    return this.repository.left(person);
  }

  /** As people type it: case, spaces and hyphens do not matter. */
  spend(person: Person, typed: string): Promise<boolean> {
    return this.repository.spend(person, this.digest(person, typed.toUpperCase().replace(/[^A-Z0-9]/g, '')));
  }

  removeAll(person: Person, before?: Date): Promise<void> {
    return this.repository.removeAll(person, before);
  }

  // Keyed, so that a stolen table alone is worth nothing.
  private digest({ userId }: Person, code: string): Buffer {
    return createHmac('sha256', this.master.for('recovery-codes')).update(`${userId} ${code}`).digest();
  }
}
