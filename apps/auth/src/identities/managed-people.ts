import { Inject, Injectable } from '@nestjs/common';
import type { Caller, Person } from '#contracts';
import { AppError } from '#errors';
import { DIRECTORY, type Directory } from './directory.js';

/** Whom somebody may look after. The users service decides; here is how its answers are told. */
@Injectable()
export class ManagedPeople {
  constructor(@Inject(DIRECTORY) private readonly directory: Directory) {}

  /**
   * The person, when the caller may manage them.
   * @throws AppError `not_found` for ids that the account does not have, `forbidden`
   */
  async require(caller: Caller, userId: string): Promise<Person> {
    const person = await this.directory.person(userId);
    const known = person?.accountId === caller.acc && person.state !== 'deleted';
    // Who manages nobody, not even themselves, is not told which ids there are.
    const targetId = known ? userId : caller.sub;
    const question = { accountId: caller.acc, actorId: caller.sub, targetId };
    if (!(await this.directory.mayManage(question))) throw new AppError('forbidden');
    if (!known) throw new AppError('not_found');
    return person;
  }

  /** As {@link require}, but oneself is always allowed. */
  async requireSelfOr(caller: Caller, userId: string): Promise<void> {
    if (caller.sub !== userId) await this.require(caller, userId);
  }
}
