import { rosterCalls } from '#contracts';
import type { Subscriber } from '#subscriber-kit';

/** What to show for a person. */
export interface Shown {
  name: string;
  deleted: boolean;
}

const freshMs = 10_000;
const mostAtOnce = 200;
const mostKept = 10_000;

/** Names of people, also of those who have left. Asked for when they are shown, so that none is ever stored here. */
export class Names {
  private readonly known = new Map<string, { until: number; shown: Shown | undefined }>();

  constructor(private readonly subscriber: Pick<Subscriber, 'call'>) {}

  /** Leaves out who is unknown; all that are not known already while Muster cannot be asked. */
  async of(accountId: string, userIds: readonly string[]): Promise<Map<string, Shown>> {
    const wanted = [...new Set(userIds)];
    const now = Date.now();
    const missing = wanted.filter((id) => (this.known.get(id)?.until ?? 0) <= now);
    for (let at = 0; at < missing.length; at += mostAtOnce) {
      await this.ask(accountId, missing.slice(at, at + mostAtOnce)).catch(() => {});
    }
    return new Map(
      wanted.flatMap((id) => {
        const shown = this.known.get(id)?.shown;
        return shown === undefined ? [] : [[id, shown]];
      }),
    );
  }

  private async ask(accountId: string, userIds: string[]): Promise<void> {
    const { people } = await this.subscriber.call(rosterCalls.names, { accountId, userIds });
    const found = new Map(
      people.map(({ id, displayName, state }) => [id, { name: displayName, deleted: state === 'deleted' }]),
    );
    if (this.known.size > mostKept) this.known.clear();
    for (const id of userIds) this.known.set(id, { until: Date.now() + freshMs, shown: found.get(id) });
  }
}
