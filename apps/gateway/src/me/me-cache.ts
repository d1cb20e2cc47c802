import { Injectable } from '@nestjs/common';
import QuickLRU from 'quick-lru';
import { pushes, userCalls, type Caller, type ResponseOf } from '#contracts';
import { Pushes, RpcClient } from '#rpc';

type Answer = ResponseOf<typeof userCalls.me>;

const freshForMs = 5_000;

/**
 * "Who am I" without a call, for at most 5 seconds. A push of the users service drops what has changed before the
 * answer to the change arrives; an answer that was under way when the push came is not kept.
 */
@Injectable()
export class MeCache {
  private readonly answers = new QuickLRU<string, { answer: Answer; at: number }>({ maxSize: 20_000 });
  private readonly changed = new QuickLRU<string, number>({ maxSize: 20_000, maxAge: 60_000 });

  constructor(
    private readonly client: RpcClient,
    pushHub: Pushes,
  ) {
    pushHub.hear(pushes.userChanged, ({ userId }) => {
      this.answers.delete(userId);
      this.changed.set(userId, Date.now());
    });
    // One note for all people of the account: their answers are looked at when they are asked for.
    pushHub.hear(pushes.accountChanged, (_data, accountId) => this.changed.set(accountId, Date.now()));
  }

  async read(caller: Caller): Promise<Answer> {
    const known = this.answers.get(caller.sub);
    if (known !== undefined && Date.now() - known.at < freshForMs && !this.changedSince(caller, known.at)) {
      return known.answer;
    }
    const begun = Date.now();
    const answer = await this.client.call(userCalls.me, {});
    if (!this.changedSince(caller, begun)) this.answers.set(caller.sub, { answer, at: begun });
    return answer;
  }

  private changedSince({ sub, acc }: Caller, time: number): boolean {
    return [sub, acc].some((id) => (this.changed.get(id) ?? 0) >= time);
  }
}
