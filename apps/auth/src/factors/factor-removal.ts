import { Injectable } from '@nestjs/common';
import { Devices } from '../devices/devices.js';
import { ChallengesRepository } from './challenges.repository.js';
import { FactorsRepository, type Person } from './factors.repository.js';
import { RecoveryCodes } from './recovery-codes.js';

/** Takes everything of a person's second factors away, for good. */
@Injectable()
export class FactorRemoval {
  constructor(
    private readonly factors: FactorsRepository,
    private readonly codes: RecoveryCodes,
    private readonly challenges: ChallengesRepository,
    private readonly devices: Devices,
  ) {}

  /**
   * Must run in a transaction. Challenges first, as a sign-in takes its locks, so that neither waits for the other.
   * @param before only what was made before this time
   */
  async removeAll(person: Person, before?: Date): Promise<void> {
    await this.challenges.removeAll(person.userId, before);
    await this.factors.removeAll(person, before);
    await this.codes.removeAll(person, before);
    await this.devices.forgetAll(person.userId, before);
  }
}
