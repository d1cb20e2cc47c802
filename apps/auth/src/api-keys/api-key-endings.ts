import { Injectable } from '@nestjs/common';
import { Endings, type Ending } from '../endings/endings.js';
import type { Cause, Extent } from '../endings/endings.table.js';
import { ApiKeysRepository } from './api-keys.repository.js';
import { KeyAnnouncements } from './key-announcements.js';

/** How keys end; whether, the table of what ends when alone says. */
@Injectable()
export class ApiKeyEndings {
  constructor(
    endings: Endings,
    private readonly keys: ApiKeysRepository,
    private readonly announcements: KeyAnnouncements,
  ) {
    endings.register('apiKeys', (extent, ending) => this.end(extent, ending));
  }

  private async end(extent: Extent, { cause, userId, before }: Ending): Promise<void> {
    // A key is paused by what `identities` says at its use, and works again by the same.
    if (extent === 'paused') return;
    if (extent !== 'all') throw new Error(`Keys have no ${extent}`);
    const revoked = await this.keys.revokeAll(userId, before);
    await this.announcements.revoked(revoked, becauseOf(cause));
  }
}

function becauseOf(cause: Cause): 'revoked' | 'deleted' | 'light_user' {
  if (cause === 'deleted') return 'deleted';
  return cause === 'made_light_user' ? 'light_user' : 'revoked';
}
