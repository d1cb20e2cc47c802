import type { Person } from '#contracts';
import { AppError } from '#errors';
import type { Directory, RenderedLink } from '../directory/directory.js';
import type { QueuedMail } from '../mails/mail.js';
import {
  newSignInLetter,
  passwordChangedLetter,
  passwordResetLetter,
  refreshReuseLetter,
  signUpKnownLetter,
  signUpLetter,
} from '../templates/access.js';
import type { Letterhead } from '../templates/letter.js';
import type { Composition } from './letter.service.js';

const personIsGone: Composition = { pointless: 'the person is not there any more' };
const nothingWaits: Composition = { pointless: 'what the mail is about is not there any more' };

/** Letters about passwords, sign-ins and sign-ups. */
export class AccessLetters {
  constructor(
    private readonly directory: Directory,
    private readonly head: Letterhead,
  ) {}

  /** @param link the live link of the mail */
  async passwordReset(mail: QueuedMail, link: RenderedLink): Promise<Composition> {
    if (link.purpose !== 'password_reset') throw new AppError('internal');
    const person = await this.personOf(mail);
    if (person?.state !== 'active') return personIsGone;
    return { letter: passwordResetLetter({ person, link }, this.head) };
  }

  async passwordChanged(mail: QueuedMail): Promise<Composition> {
    const person = await this.personOf(mail);
    if (person === undefined) return personIsGone;
    return { letter: passwordChangedLetter({ person, at: mail.createdAt.toISOString() }, this.head) };
  }

  async newSignIn(mail: QueuedMail): Promise<Composition> {
    const [person, signIn] = await Promise.all([
      this.personOf(mail),
      this.asked(mail, (id) => this.directory.signIn(id)),
    ]);
    if (person === undefined) return personIsGone;
    return signIn === undefined ? nothingWaits : { letter: newSignInLetter({ person, signIn }, this.head) };
  }

  /** Also when what the session was like is not known any more: that it ended has to be said. */
  async refreshReuse(mail: QueuedMail): Promise<Composition> {
    const [person, session] = await Promise.all([
      this.personOf(mail),
      this.asked(mail, (id) => this.directory.signIn(id)),
    ]);
    if (person === undefined) return personIsGone;
    const at = mail.createdAt.toISOString();
    return { letter: refreshReuseLetter({ person, session, at }, this.head) };
  }

  /** @param link the live link of the mail */
  async signUp(mail: QueuedMail, link: RenderedLink): Promise<Composition> {
    if (link.purpose !== 'sign_up') throw new AppError('internal');
    const recipient = await this.asked(mail, (id) => this.directory.signUp(id));
    return recipient === undefined ? nothingWaits : { letter: signUpLetter({ recipient, link }, this.head) };
  }

  async signUpKnown(mail: QueuedMail): Promise<Composition> {
    const person = await this.personOf(mail);
    if (person === undefined || person.state === 'suspended') return personIsGone;
    return { letter: signUpKnownLetter({ person }, this.head) };
  }

  private async personOf(mail: QueuedMail): Promise<Person | undefined> {
    const person = (await this.directory.people([mail.userId])).get(mail.userId);
    return person?.accountId === mail.accountId && person.state !== 'deleted' ? person : undefined;
  }

  /** What another service says of the subject. A wrong id must not carry one account's facts into another's mail. */
  private async asked<Facts extends { accountId: string; userId: string }>(
    mail: QueuedMail,
    ask: (subjectId: string) => Promise<Facts>,
  ): Promise<Facts | undefined> {
    const { subjectId } = mail;
    if (subjectId === null) return undefined;
    const facts = await this.orNothing(() => ask(subjectId));
    if (facts !== undefined && (facts.accountId !== mail.accountId || facts.userId !== mail.userId)) {
      throw new AppError('internal');
    }
    return facts;
  }

  private async orNothing<T>(ask: () => Promise<T>): Promise<T | undefined> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof AppError && error.code === 'not_found') return undefined;
      throw error;
    }
  }
}
