import { Inject, Injectable } from '@nestjs/common';
import { linkEvents, type EventOf, type LinkPurpose, type MailKind, type Person } from '#contracts';
import { defineConsumer, EventConsumers, on, type ConsumerDefinition } from '#events';
import { DIRECTORY, type Directory } from '../directory/directory.js';
import { MailQueue } from '../mails/mail-queue.js';

/** Which mail carries a link. */
const kinds: Record<LinkPurpose, MailKind> = {
  invitation: 'invitation',
  email_change: 'email_change',
  auto_bcc: 'auto_bcc_confirmation',
  password_reset: 'password_reset',
  sign_up: 'sign_up',
};

/** Turns what happens to links into mails. */
@Injectable()
export class LinksProjection {
  readonly consumer: ConsumerDefinition;

  constructor(
    consumers: EventConsumers,
    private readonly queue: MailQueue,
    @Inject(DIRECTORY) private readonly directory: Directory,
  ) {
    this.consumer = defineConsumer({
      name: 'notifications-links',
      filter: 'events.*.link.>',
      handlers: [
        on(linkEvents.issued, { apply: (event) => this.mailLink(event) }),
        on(linkEvents.renewalRequested, {
          prepare: (event) => this.directory.managers(event.accountid),
          apply: (event, managers) => this.mailManagers(event, managers),
        }),
      ],
    });
    consumers.register(this.consumer);
  }

  private async mailLink({ accountid, data }: EventOf<typeof linkEvents.issued>): Promise<void> {
    const kind = kinds[data.purpose];
    const { userId, linkId, invitationVersion, invitedBy, subjectId } = data;
    await this.queue.add([
      { accountId: accountid, kind, userId, recipientUserId: userId, invitedBy, linkId, invitationVersion, subjectId },
    ]);
  }

  private async mailManagers(
    { accountid, data }: EventOf<typeof linkEvents.renewalRequested>,
    managers: readonly Person[],
  ): Promise<void> {
    if (data.purpose !== 'invitation') return;
    await this.queue.add(
      managers.map((manager) => ({
        accountId: accountid,
        kind: 'invitation_renewal_request',
        userId: data.userId,
        recipientUserId: manager.id,
        invitedBy: null,
        linkId: data.linkId,
        invitationVersion: null,
      })),
    );
  }
}
