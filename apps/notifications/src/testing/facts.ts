import { v7 as uuidv7 } from 'uuid';
import type { Person } from '#contracts';
import { AppError } from '#errors';
import type {
  ConfirmationAddress,
  Directory,
  RenderedLink,
  SignInFacts,
  SignUpRecipient,
} from '../directory/directory.js';

/** A person of some account; a test states the fields that it cares about. */
export function somebody(fields: Partial<Person> = {}): Person {
  const id = fields.id ?? uuidv7();
  return {
    id,
    accountId: uuidv7(),
    accountName: 'Harbour & Pine',
    email: `nadia.${id.slice(-12)}@people.example`,
    firstName: 'Nadia',
    lastName: 'Okafor',
    role: 'user',
    state: 'invited',
    timezone: 'Europe/Berlin',
    timeFormat: '24h',
    locale: 'en-GB',
    version: 1,
    ...fields,
  };
}

/** A live invitation for a person; a test states the fields that it cares about. */
export function someLink(userId: string, fields: Partial<RenderedLink> = {}): RenderedLink {
  return {
    alive: true,
    path: '/invitation/Zm9vYmFyYmF6cXV4MTIzNA',
    code: 'K7QM2XPA',
    purpose: 'invitation',
    userId,
    expiresAt: '2026-12-01T08:00:00.000Z',
    ...fields,
  };
}

/** Stands for the users and auth services. */
export class FakeDirectory implements Directory {
  readonly known = new Map<string, Person>();
  readonly links = new Map<string, RenderedLink>();
  readonly confirmations = new Map<string, ConfirmationAddress>();
  readonly signIns = new Map<string, SignInFacts>();
  readonly signUps = new Map<string, SignUpRecipient>();
  failure: AppError | undefined;

  /** Makes a person known, with a link. @returns the person and the id of the link */
  add(person: Person, link: Partial<RenderedLink> = {}): { person: Person; linkId: string } {
    const linkId = uuidv7();
    this.known.set(person.id, person);
    this.links.set(linkId, someLink(person.id, link));
    return { person, linkId };
  }

  people(userIds: readonly string[]): Promise<Map<string, Person>> {
    const found = userIds.flatMap((id) => this.known.get(id) ?? []);
    return this.answer(new Map(found.map((person) => [person.id, person])));
  }

  managers(accountId: string): Promise<Person[]> {
    const { known } = this;
    const managing = [...known.values()].filter((one) => one.accountId === accountId && one.role === 'administrator');
    return this.answer(managing);
  }

  link(linkId: string): Promise<RenderedLink> {
    const link = this.links.get(linkId);
    return link === undefined ? Promise.reject(new AppError('not_found')) : this.answer(link);
  }

  confirmationAddress(
    _purpose: 'email_change' | 'auto_bcc',
    subjectId: string,
  ): Promise<ConfirmationAddress | undefined> {
    return this.answer(this.confirmations.get(subjectId));
  }

  signIn(sessionId: string): Promise<SignInFacts> {
    const found = this.signIns.get(sessionId);
    return found === undefined ? Promise.reject(new AppError('not_found')) : this.answer(found);
  }

  signUp(signUpId: string): Promise<SignUpRecipient> {
    const found = this.signUps.get(signUpId);
    return found === undefined ? Promise.reject(new AppError('not_found')) : this.answer(found);
  }

  private answer<T>(value: T): Promise<T> {
    return this.failure === undefined ? Promise.resolve(value) : Promise.reject(this.failure);
  }
}
