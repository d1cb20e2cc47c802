import { Injectable } from '@nestjs/common';
import { credentialEvents, sessionEvents, signInEvents, signUpEvents, type MailKind } from '#contracts';
import { defineConsumer, EventConsumers, on, type ConsumerDefinition } from '#events';
import { MailQueue } from '../mails/mail-queue.js';

interface Notice {
  accountId: string;
  kind: MailKind;
  userId: string;
  /** What it is about: together with kind and person it makes at most one mail. */
  subjectId: string;
}

/** Tells people what happened to their passwords, sessions and addresses. */
@Injectable()
export class AccessProjection {
  readonly consumers: readonly ConsumerDefinition[];

  constructor(
    consumers: EventConsumers,
    private readonly queue: MailQueue,
  ) {
    this.consumers = [this.passwords(), this.signIns(), this.sessions(), this.signUps()];
    for (const consumer of this.consumers) consumers.register(consumer);
  }

  private passwords(): ConsumerDefinition {
    const told = new Set(['reset', 'change']);
    return defineConsumer({
      name: 'notifications-passwords',
      filter: 'events.*.credential.password_set',
      handlers: [
        on(credentialEvents.passwordSet, {
          apply: async ({ accountid: accountId, id: subjectId, data: { userId, via } }) => {
            if (told.has(via)) await this.tell({ accountId, kind: 'password_changed', userId, subjectId });
          },
        }),
      ],
    });
  }

  private signIns(): ConsumerDefinition {
    return defineConsumer({
      name: 'notifications-sign-ins',
      filter: 'events.*.sign_in.>',
      handlers: [
        on(signInEvents.unfamiliar, {
          apply: ({ accountid: accountId, data: { userId, sessionId: subjectId } }) =>
            this.tell({ accountId, kind: 'new_sign_in', userId, subjectId }),
        }),
      ],
    });
  }

  private sessions(): ConsumerDefinition {
    return defineConsumer({
      name: 'notifications-sessions',
      filter: 'events.*.session.ended',
      handlers: [
        on(sessionEvents.ended, {
          apply: async ({ accountid: accountId, data: { userId, sessionId: subjectId, reason } }) => {
            if (reason === 'refresh_reuse') await this.tell({ accountId, kind: 'refresh_reuse', userId, subjectId });
          },
        }),
      ],
    });
  }

  private signUps(): ConsumerDefinition {
    return defineConsumer({
      name: 'notifications-sign-ups',
      filter: 'events.*.sign_up.>',
      handlers: [
        on(signUpEvents.addressInUse, {
          apply: ({ accountid: accountId, data: { userId, signUpId: subjectId } }) =>
            this.tell({ accountId, kind: 'sign_up_known', userId, subjectId }),
        }),
      ],
    });
  }

  private async tell(notice: Notice): Promise<void> {
    const nothingElse = { invitedBy: null, linkId: null, invitationVersion: null };
    await this.queue.add([{ ...notice, recipientUserId: notice.userId, ...nothingElse }]);
  }
}
