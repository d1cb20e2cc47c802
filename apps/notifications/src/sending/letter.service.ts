import { Inject, Injectable } from '@nestjs/common';
import type { MailKind, Person } from '#contracts';
import { AppError } from '#errors';
import { CONFIG, type NotificationsConfig } from '../config.js';
import { DIRECTORY, type Directory, type RenderedLink } from '../directory/directory.js';
import type { QueuedMail } from '../mails/mail.js';
import { invitationLetter } from '../templates/invitation.js';
import type { Letter, Letterhead } from '../templates/letter.js';
import { renewalRequestLetter } from '../templates/renewal-request.js';
import { ConfirmationLetters } from './confirmation-letters.js';
import { tokenGuardianshipLetter } from '../templates/token-guardianship.js';
import { twoFactorResetLetter } from '../templates/two-factor-reset.js';
import { AccessLetters } from './access-letters.js';

/** A letter to send, or why there is none. */
export type Composition = { letter: Letter } | { pointless: string };

const linkIsDead = { pointless: 'the link was used, replaced or out of date before the mail was sent' };
const personIsGone = { pointless: 'the person is not there any more' };
/** Nobody waits to be invited or to be let in: what was sent was accepted, ended or revoked. */
const settled = new Set<Person['state']>(['not_invited', 'active', 'suspended', 'deleted']);
const notNeeded = { pointless: 'the invitation is not needed any more' };
const linkPath = /^(?:\/[A-Za-z0-9_-]+)+$/;

/** Composes mails from what other services know at this moment; the queue holds ids only. */
@Injectable()
export class LetterService {
  private readonly head: Letterhead;
  private readonly access: AccessLetters;
  private readonly confirmations: ConfirmationLetters;
  private readonly composers: Record<MailKind, (mail: QueuedMail) => Promise<Composition>> = {
    invitation: (mail) => this.invitation(mail),
    invitation_renewal_request: (mail) => this.renewalRequest(mail),
    email_change: (mail) => this.confirmation(mail, 'email_change'),
    email_changed_notice: (mail) => this.confirmations.changedNotice(mail),
    auto_bcc_confirmation: (mail) => this.confirmation(mail, 'auto_bcc'),
    two_factor_reset: (mail) => this.twoFactorReset(mail),
    token_guardianship: (mail) => this.tokenGuardianship(mail),
    password_reset: (mail) => this.withLink(mail, (link) => this.access.passwordReset(mail, link)),
    password_changed: (mail) => this.access.passwordChanged(mail),
    new_sign_in: (mail) => this.access.newSignIn(mail),
    sign_up: (mail) => this.withLink(mail, (link) => this.access.signUp(mail, link)),
    sign_up_known: (mail) => this.access.signUpKnown(mail),
    refresh_reuse: (mail) => this.access.refreshReuse(mail),
  };

  constructor(
    @Inject(DIRECTORY) private readonly directory: Directory,
    @Inject(CONFIG) config: Pick<NotificationsConfig, 'PUBLIC_URL' | 'MAIL_FROM'>,
  ) {
    this.head = { publicUrl: config.PUBLIC_URL, sender: config.MAIL_FROM };
    this.confirmations = new ConfirmationLetters(directory, this.head);
    this.access = new AccessLetters(directory, this.head);
  }

  /** @throws AppError what the other services answer; `unavailable` and its like will pass */
  compose(mail: QueuedMail): Promise<Composition> {
    return this.composers[mail.kind](mail);
  }

  private async invitation(mail: QueuedMail): Promise<Composition> {
    const wanted = mail.invitedBy === null ? [mail.recipientUserId] : [mail.recipientUserId, mail.invitedBy];
    const [link, people] = await Promise.all([this.liveLink(mail), this.directory.people(wanted)]);
    if (link === undefined) return linkIsDead;
    const recipient = personOf(people, mail.accountId, mail.recipientUserId);
    if (recipient === undefined || recipient.state === 'deleted') return personIsGone;
    // Auth may not have heard yet that it was revoked.
    if (settled.has(recipient.state)) return notNeeded;
    const inviter = personOf(people, mail.accountId, mail.invitedBy) ?? null;
    return { letter: invitationLetter({ recipient, inviter, link }, this.head) };
  }

  private async renewalRequest(mail: QueuedMail): Promise<Composition> {
    const people = await this.directory.people([mail.recipientUserId, mail.userId]);
    const manager = personOf(people, mail.accountId, mail.recipientUserId);
    const person = personOf(people, mail.accountId, mail.userId);
    if (manager?.state !== 'active' || person === undefined) return personIsGone;
    if (settled.has(person.state)) return notNeeded;
    return { letter: renewalRequestLetter({ manager, person }, this.head) };
  }

  private async confirmation(mail: QueuedMail, purpose: 'email_change' | 'auto_bcc'): Promise<Composition> {
    const link = await this.liveLink(mail);
    return link === undefined ? linkIsDead : this.confirmations.confirmation(mail, link, purpose);
  }

  private async twoFactorReset(mail: QueuedMail): Promise<Composition> {
    const people = await this.directory.people([mail.recipientUserId]);
    const person = personOf(people, mail.accountId, mail.recipientUserId);
    if (person === undefined || person.state === 'deleted') return personIsGone;
    return { letter: twoFactorResetLetter(person, this.head) };
  }

  private async tokenGuardianship(mail: QueuedMail): Promise<Composition> {
    const people = await this.directory.people([mail.recipientUserId, mail.userId]);
    const guardian = personOf(people, mail.accountId, mail.recipientUserId);
    if (guardian?.state !== 'active') return personIsGone;
    return {
      letter: tokenGuardianshipLetter({ guardian, leaver: personOf(people, mail.accountId, mail.userId) }, this.head),
    };
  }

  private async withLink(
    mail: QueuedMail,
    compose: (link: RenderedLink) => Promise<Composition>,
  ): Promise<Composition> {
    const link = await this.liveLink(mail);
    return link === undefined ? linkIsDead : compose(link);
  }

  private async liveLink(mail: QueuedMail): Promise<RenderedLink | undefined> {
    if (mail.linkId === null) return undefined;
    const link = await this.directory.link(mail.linkId).catch(absentWhenNotFound);
    if (link === undefined || !link.alive) return undefined;
    // What goes into a mail that carries our name is never taken on trust.
    if (link.userId !== mail.userId || !linkPath.test(link.path)) throw new AppError('internal');
    return link;
  }
}

function absentWhenNotFound(error: unknown): undefined {
  if (error instanceof AppError && error.code === 'not_found') return undefined;
  throw error;
}

/** Only people of the mail's account: a wrong id must not carry one account's names into another's mail. */
function personOf(people: Map<string, Person>, accountId: string, userId: string | null): Person | undefined {
  const person = userId === null ? undefined : people.get(userId);
  return person?.accountId === accountId ? person : undefined;
}
