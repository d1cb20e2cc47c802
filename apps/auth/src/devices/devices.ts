import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DevicesRepository } from './devices.repository.js';

/** Whose device it is, and whether a second factor was proved on it. */
export interface NewDevice {
  userId: string;
  accountId: string;
  secondFactor: boolean;
}

/** Devices that people asked to be remembered, for 30 days. */
@Injectable()
export class Devices {
  constructor(private readonly repository: DevicesRepository) {}

  /** Must run in the transaction of the proof. @returns its secret, which is shown once */
  async remember(device: NewDevice): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    await this.repository.add({ ...device, token });
    return token;
  }

  /** Whether this device of theirs may do without the second factor. */
  async spares(userId: string, token: string | undefined): Promise<boolean> {
    return token !== undefined && this.repository.hasProved(token, userId);
  }

  async forgetAll(userId: string, before?: Date): Promise<void> {
    await this.repository.forgetAll(userId, before);
  }
}
