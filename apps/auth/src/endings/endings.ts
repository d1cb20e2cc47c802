import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { LinksRepository } from '../links/links.repository.js';
import type { EndReason } from '../sessions/sessions.repository.js';
import { endings, endWithSessions, notThereYet, type Cause, type Extent, type Thing } from './endings.table.js';
import type { Moment } from './moment.js';
import { SessionEndings } from '../sessions/session-endings.js';

/** Whose things end, and because of what. */
export interface Ending {
  cause: Cause;
  accountId: string;
  userId: string;
  /** The session that acts; `this` and `others` are meant of it. */
  sessionId?: string;
  /** When the cause came about, if an event of the users service tells of it. */
  at?: Moment;
  /** The event came late, after a later one: only what was made before this time ends. */
  before?: Date;
}

/** Ends one kind of thing to the extent that the table says, in the current transaction. */
export type Handler = (extent: Extent, ending: Ending) => Promise<void>;

const reasons: Partial<Record<Cause, EndReason>> = { signed_out: 'signed_out' };

/**
 * Applies the table of what ends when. Whoever keeps another kind of credential registers how it ends; whether, the
 * table alone says.
 */
@Injectable()
export class Endings implements OnApplicationBootstrap {
  private readonly handlers = new Map<Thing, Handler[]>();

  constructor(
    private readonly sessionEndings: SessionEndings,
    private readonly links: LinksRepository,
  ) {
    // A session's row is also the family of its refresh tokens, and access tokens are worth nothing without it.
    this.register('sessions', (extent, ending) => this.endSessions(extent, ending));
    this.register('mailedLinks', (_extent, ending) => this.links.replaceAll(ending));
  }

  register(thing: Thing, handler: Handler): void {
    this.handlers.set(thing, [...(this.handlers.get(thing) ?? []), handler]);
  }

  /** A table that names what nobody ends would promise what does not happen. @throws Error */
  onApplicationBootstrap(): void {
    const named = new Set(Object.values(endings).flatMap((row) => Object.keys(row) as Thing[]));
    const ended = [...named].filter((thing) => this.handlers.has(thing));
    const without = [...named].filter((thing) => ![...ended, ...endWithSessions, ...notThereYet].includes(thing));
    const early = ended.filter((thing) => notThereYet.includes(thing));
    if (without.length + early.length === 0) return;
    throw new Error(`The table of what ends when does not fit who ends it: ${[...without, ...early].join(', ')}`);
  }

  /** Must run in the transaction of the cause. @param only these kinds of things; all when left out */
  async apply(ending: Ending, only?: readonly Thing[]): Promise<void> {
    const row: Partial<Record<Thing, Extent>> = endings[ending.cause];
    for (const [thing, extent] of Object.entries(row) as [Thing, Extent][]) {
      if (only?.includes(thing) === false) continue;
      for (const handler of this.handlers.get(thing) ?? []) await handler(extent, ending);
    }
  }

  private async endSessions(extent: Extent, { cause, userId, sessionId, before }: Ending): Promise<void> {
    const reason = reasons[cause] ?? 'revoked';
    if (extent === 'all') return this.sessionEndings.endAll(userId, reason, before);
    if (sessionId === undefined) throw new Error(`${cause} needs the session that acts`);
    if (extent === 'this') return this.sessionEndings.end(sessionId, reason);
    if (extent === 'others') return this.sessionEndings.endOthers(userId, sessionId, reason);
  }
}
