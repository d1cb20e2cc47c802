import type { Person } from '#contracts';
import { AppError } from '#errors';
import type { ConfirmationAddress, Directory, RenderedLink } from '../directory/directory.js';
import type { QueuedMail } from '../mails/mail.js';
import { autoBccLetter, emailChangedLetter, emailChangeLetter } from '../templates/confirmation.js';
import type { Letterhead } from '../templates/letter.js';
import type { Composition } from './letter.service.js';

type Purpose = 'email_change' | 'auto_bcc';

const nothingWaits: Composition = { pointless: 'nothing waits for this confirmation any more' };
const personIsGone: Composition = { pointless: 'the person is not there any more' };

const templates = { email_change: emailChangeLetter, auto_bcc: autoBccLetter } as const;

/** Letters to an address that belongs to no user, or not any more: it is asked for at this moment. */
export class ConfirmationLetters {
  constructor(
    private readonly directory: Directory,
    private readonly head: Letterhead,
  ) {}

  /** @param link the live link of the mail */
  async confirmation(mail: QueuedMail, link: RenderedLink, purpose: Purpose): Promise<Composition> {
    if (link.purpose !== purpose) throw new AppError('internal');
    const found = await this.addressOf(mail, purpose);
    if (found?.status !== 'waiting') return nothingWaits;
    const person = await this.personOf(mail);
    if (person === undefined || person.state === 'suspended') return personIsGone;
    return { letter: templates[purpose]({ person, address: found.address, link }, this.head) };
  }

  async changedNotice(mail: QueuedMail): Promise<Composition> {
    const found = await this.addressOf(mail, 'email_change');
    if (found?.status !== 'done' || found.oldAddress === null) return nothingWaits;
    const person = await this.personOf(mail);
    if (person === undefined) return personIsGone;
    return { letter: emailChangedLetter({ person, oldAddress: found.oldAddress }, this.head) };
  }

  private async addressOf(mail: QueuedMail, purpose: Purpose): Promise<ConfirmationAddress | undefined> {
    if (mail.subjectId === null) return undefined;
    const found = await this.directory.confirmationAddress(purpose, mail.subjectId);
    if (found === undefined) return undefined;
    // A wrong id must not carry one account's addresses into another's mail.
    if (found.accountId !== mail.accountId || found.userId !== mail.userId) throw new AppError('internal');
    return found;
  }

  private async personOf(mail: QueuedMail): Promise<Person | undefined> {
    const person = (await this.directory.people([mail.userId])).get(mail.userId);
    return person?.accountId === mail.accountId && person.state !== 'deleted' ? person : undefined;
  }
}
