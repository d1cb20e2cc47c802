import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LOGGER, newRequestId, runInContext, type Logger } from '#observability';
import { Database } from '#postgres';
import { MailRequests } from './mail-requests.js';
import { MailRequestsRepository, type MailRequest } from './mail-requests.repository.js';

/** Decides one request; settling it and its effect are one transaction. */
export type Decision = (request: MailRequest) => Promise<void>;

const pollMs = 1_000;

/** Decides requests for mails one after another. Any number of copies may work at once. */
@Injectable()
export class MailRequestDesk implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly decisions = new Map<MailRequest['kind'], Decision>();
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> | undefined;
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly requests: MailRequestsRepository,
    intake: MailRequests,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    intake.onAdd(() => this.begin());
  }

  decide(kind: MailRequest['kind'], decision: Decision): void {
    this.decisions.set(kind, decision);
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.begin(), pollMs).unref();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.working;
  }

  /** Decides all that is due. */
  async drain(): Promise<void> {
    while (!this.stopped && (await this.next()));
  }

  private begin(): void {
    // Tests drive the desk themselves; before the start nobody is to be asked.
    if (this.timer === undefined) return;
    this.working ??= this.drain()
      .catch((error: unknown) => this.logger.warn({ err: error }, 'requests for mails wait'))
      .finally(() => {
        this.working = undefined;
      });
  }

  private async next(): Promise<boolean> {
    const request = await this.database.transaction({ system: 'take a request' }, () => this.requests.take());
    if (request === undefined) return false;
    try {
      await runInContext({ requestId: newRequestId() }, async () => this.decisions.get(request.kind)?.(request));
    } catch (error) {
      this.logger.warn({ err: error, requestKind: request.kind }, 'a request for a mail is tried again later');
    }
    return true;
  }
}
