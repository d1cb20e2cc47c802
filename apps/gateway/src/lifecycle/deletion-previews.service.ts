import { Inject, Injectable } from '@nestjs/common';
import { holdingCalls, lifecycleCalls, type DeletionPreview, type HeldCredentials } from '#contracts';
import { isTransient } from '#errors';
import { LOGGER, type Logger } from '#observability';
import { RpcClient } from '#rpc';

/** What somebody holds is kept by two services: both are asked side by side. */
@Injectable()
export class DeletionPreviews {
  constructor(
    private readonly client: RpcClient,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws AppError what the users service refuses; it decides who may see any of this */
  async of(userId: string): Promise<DeletionPreview> {
    const profile = this.client.call(lifecycleCalls.previewDeletion, { userId });
    const credentials = this.client.call(holdingCalls.credentials, { userId });
    // Its failure is looked at below, after the refusal that counts.
    credentials.catch(() => {});
    return { ...(await profile), credentials: await this.unlessAway(credentials) };
  }

  /** The deletion ends all of it whether or not it could be counted, so an outage of auth does not stand in its way. */
  private async unlessAway(credentials: Promise<HeldCredentials>): Promise<HeldCredentials | null> {
    try {
      return await credentials;
    } catch (error) {
      if (!isTransient(error)) throw error;
      this.logger.warn({ err: error }, 'a deletion preview goes without credentials');
      return null;
    }
  }
}
