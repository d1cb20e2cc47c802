import { Injectable } from '@nestjs/common';
import { Endings } from '../endings/endings.js';
import { momentOf } from '../endings/moment.js';
import { FactorRemoval } from '../factors/factor-removal.js';
import { IdentitiesRepository } from '../identities/identities.repository.js';

/** What an event says about whom, and when. */
export interface About {
  accountid: string;
  sequence: number;
  time: string;
  data: { userId: string };
}

/** Causes that events of the users service tell of. */
type ToldCause = 'email_changed' | 'made_light_user' | 'suspended' | 'deleted';

/**
 * What goes with a person, or for as long as they are away. An event that comes after a later one still ends what was
 * made before it, and nothing that was made since: whatever the order, the same is left.
 */
@Injectable()
export class Departures {
  constructor(
    private readonly identities: IdentitiesRepository,
    private readonly endings: Endings,
    private readonly factors: FactorRemoval,
  ) {}

  /** By the table of what ends when. @param newest nothing newer is known about the person: all of it goes */
  async end(cause: ToldCause, event: About, newest: boolean): Promise<void> {
    const at = momentOf(event);
    const bound = newest ? {} : { before: at.time };
    await this.endings.apply({ cause, accountId: event.accountid, userId: event.data.userId, at, ...bound });
  }

  /** Everything of theirs that signs in, for good. */
  async delete(event: About, newest: boolean): Promise<void> {
    const { accountid: accountId, data } = event;
    const { userId } = data;
    const { time } = momentOf(event);
    const returned = await this.identities.removePassword(userId, newest ? undefined : time);
    await this.end('deleted', event, newest);
    // Without a password that was set since, whoever came in since came in by what has ended, and made keys by it.
    if (!newest && !returned) {
      await this.endings.apply({ cause: 'deleted', accountId, userId }, ['sessions', 'apiKeys']);
    }
    await this.factors.removeAll({ userId, accountId }, returned ? time : undefined);
  }
}
