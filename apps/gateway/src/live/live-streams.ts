import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { pushes, userCalls, type Caller } from '#contracts';
import { AppError } from '#errors';
import { runInContext, newRequestId } from '#observability';
import { NatsLink, Pushes, RpcClient } from '#rpc';
import { CONFIG, type GatewayConfig } from '../config.js';
import type { Credential } from '../identity/credential.js';
import { Identities } from '../identity/identities.js';
import { LiveStream } from './live-stream.js';
import { sightOf } from './sight.js';

const checkEveryMs = 5_000;
const maxPerPerson = 20;
/** So many streams at once are asked what their people can use. */
const askedAtOnce = 8;

type MailboxChange = z.infer<typeof pushes.mailboxChanged.data>;

/** All open streams of this process: what each may see, and that none outlives its session. */
@Injectable()
export class LiveStreams implements OnModuleDestroy {
  private readonly byAccount = new Map<string, Set<LiveStream>>();
  private readonly timer: NodeJS.Timeout;
  /** Accounts whose streams are being reconsidered; true when they changed again meanwhile. */
  private readonly reconsidering = new Map<string, boolean>();
  private count = 0;

  constructor(
    private readonly client: RpcClient,
    private readonly identities: Identities,
    private readonly link: NatsLink,
    pushHub: Pushes,
    @Inject(CONFIG) private readonly config: GatewayConfig,
  ) {
    pushHub.hear(pushes.userChanged, ({ userId, version }, accountId) => this.tell(accountId, userId, version));
    pushHub.hear(pushes.accountChanged, ({ version }, accountId) => this.tellAll(accountId, version));
    pushHub.hear(pushes.teamChanged, (change, accountId) => {
      for (const stream of this.of(accountId)) if (stream.sight.teams) stream.send('team.changed', change);
    });
    pushHub.hear(pushes.mailboxChanged, (change, accountId) => void this.tellOfMailbox(accountId, change));
    pushHub.hear(pushes.importProgressed, (progress, accountId) => {
      for (const stream of this.of(accountId)) if (stream.sight.everybody) stream.send('import.progressed', progress);
    });
    identities.onEnded((ids) => this.endThose(ids));
    this.timer = setInterval(() => void this.check(), checkEveryMs).unref();
    void this.watchLink();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.closeAll();
  }

  /** @throws AppError `unavailable` when this process, `rate_limited` when this person has too many */
  async open({ caller, credential, reply }: { caller: Caller; credential: Credential; reply: FastifyReply }) {
    if (this.count >= this.config.MAX_LIVE_STREAMS) throw new AppError('unavailable', { retryAfter: 5 });
    const own = [...(this.byAccount.get(caller.acc) ?? [])].filter((stream) => stream.caller.sub === caller.sub);
    if (own.length >= maxPerPerson) throw new AppError('rate_limited', { retryAfter: 10 });
    const access = await this.client.call(userCalls.access, {});
    const stream = new LiveStream(caller, credential, reply, sightOf(access), (ended) => this.forget(ended));
    this.remember(stream);
    stream.begin();
  }

  closeAll(): void {
    for (const stream of this.all()) stream.end();
  }

  private of(accountId: string): Iterable<LiveStream> {
    return this.byAccount.get(accountId) ?? [];
  }

  private *all(): Iterable<LiveStream> {
    for (const streams of this.byAccount.values()) yield* streams;
  }

  private remember(stream: LiveStream): void {
    const streams = this.byAccount.get(stream.caller.acc) ?? new Set();
    this.byAccount.set(stream.caller.acc, streams.add(stream));
    this.count += 1;
  }

  private forget(stream: LiveStream): void {
    const streams = this.byAccount.get(stream.caller.acc);
    if (streams?.delete(stream) !== true) return;
    this.count -= 1;
    if (streams.size === 0) this.byAccount.delete(stream.caller.acc);
  }

  private tell(accountId: string, userId: string, version: number): void {
    for (const stream of this.of(accountId)) {
      if (stream.seesUser(userId)) stream.send('user.changed', { userId, version });
      // Their own row: rights may have moved.
      if (stream.caller.sub === userId) void this.reconsider(stream);
    }
  }

  /** Who can use one may have changed without a hint to each of them: they are asked now, unless it is too late for it. */
  private async tellOfMailbox(accountId: string, { mailboxId, version, deleted }: MailboxChange): Promise<void> {
    const unsure: LiveStream[] = [];
    for (const stream of this.of(accountId)) {
      if (stream.sight.mailboxes !== 'all' && !deleted) unsure.push(stream);
      else if (stream.seesMailbox(mailboxId)) stream.send('mailbox.changed', { mailboxId, version });
    }
    for (let at = 0; at < unsure.length; at += askedAtOnce) {
      const some = unsure.slice(at, at + askedAtOnce);
      await Promise.all(some.map((stream) => this.reconsider(stream)));
      for (const stream of some)
        if (stream.seesMailbox(mailboxId)) stream.send('mailbox.changed', { mailboxId, version });
    }
  }

  private tellAll(accountId: string, version: number): void {
    for (const stream of this.of(accountId)) stream.send('account.changed', { version });
    if (this.reconsidering.has(accountId)) this.reconsidering.set(accountId, true);
    else void this.reconsiderAll(accountId);
  }

  /** Rights of a whole role may have moved: one stream after the other, and once more when that was too early. */
  private async reconsiderAll(accountId: string): Promise<void> {
    do {
      this.reconsidering.set(accountId, false);
      for (const stream of this.of(accountId)) await this.reconsider(stream);
    } while (this.reconsidering.get(accountId) === true);
    this.reconsidering.delete(accountId);
  }

  private endThose(ids: ReadonlySet<string>): void {
    for (const stream of this.all()) {
      if (!ids.has(stream.caller.sid) && !ids.has(stream.caller.sub)) continue;
      stream.send('ended', {});
      stream.end();
    }
  }

  /** Confirms every open stream's session, as requests do; in small steps, so that many streams make no burst. */
  private async check(): Promise<void> {
    for (const stream of this.all()) {
      stream.beat();
      await this.identities.confirm(stream.credential).catch(() => stream.end());
    }
  }

  private async reconsider(stream: LiveStream): Promise<void> {
    try {
      const { callerToken } = await this.identities.confirm(stream.credential);
      const context = { requestId: newRequestId(), deadline: Date.now() + 5_000 };
      const access = await runInContext(context, () => this.client.call(userCalls.access, {}, { callerToken }));
      stream.sight = sightOf(access);
    } catch {
      stream.end();
    }
  }

  /** Pushes may have been lost while the broker was away: clients connect again and read afresh. */
  private async watchLink(): Promise<void> {
    for await (const status of this.link.connection.status()) {
      if (status.type === 'reconnect') this.closeAll();
    }
  }
}
