// Fake: the users and auth services.
import { describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { AppError } from '#errors';
import type { QueuedMail } from '../mails/mail.js';
import { FakeDirectory, somebody } from '../testing/facts.js';
import { LetterService } from './letter.service.js';

const config = {
  PUBLIC_URL: 'https://desk.example',
  MAIL_FROM: { name: 'Muster', address: 'no-reply@muster.example' },
};

function setUp() {
  const directory = new FakeDirectory();
  return { directory, letters: new LetterService(directory, config) };
}

function mailAbout(person: { id: string; accountId: string }, fields: Partial<QueuedMail>): QueuedMail {
  return {
    id: uuidv7(),
    accountId: person.accountId,
    kind: 'invitation',
    userId: person.id,
    recipientUserId: person.id,
    invitedBy: null,
    linkId: null,
    invitationVersion: 1,
    subjectId: null,
    messageId: '<one@muster.example>',
    attempts: 0,
    version: 1,
    createdAt: new Date(),
    ...fields,
  };
}

const pointless = { pointless: expect.any(String) };

describe('an invitation', () => {
  it('names the inviter only when they are of the same account', async () => {
    const { directory, letters } = setUp();
    const { person, linkId } = directory.add(somebody());
    const colleague = somebody({ accountId: person.accountId, firstName: 'Ada', lastName: 'Berg' });
    const stranger = somebody({ firstName: 'Eve', lastName: 'Else' });
    for (const one of [colleague, stranger]) directory.add(one);
    const subjects = await Promise.all(
      [colleague.id, stranger.id].map((invitedBy) => letters.compose(mailAbout(person, { linkId, invitedBy }))),
    );
    expect(subjects).toMatchObject([
      { letter: { subject: 'Ada Berg invites you to Harbour & Pine' } },
      { letter: { subject: 'You are invited to Harbour & Pine' } },
    ]);
  });

  it('is pointless with a dead or unknown link, or a person who is gone', async () => {
    const { directory, letters } = setUp();
    const dead = directory.add(somebody(), { alive: false });
    const gone = directory.add(somebody({ state: 'deleted' }));
    const moved = directory.add(somebody());
    // The auth service has not heard of it yet.
    const revoked = directory.add(somebody({ state: 'not_invited' }));
    const mails = [
      mailAbout(revoked.person, { linkId: revoked.linkId }),
      mailAbout(dead.person, { linkId: dead.linkId }),
      mailAbout(gone.person, { linkId: gone.linkId }),
      mailAbout(gone.person, { linkId: uuidv7() }),
      mailAbout(moved.person, { linkId: moved.linkId, accountId: uuidv7() }),
    ];
    for (const mail of mails) expect(await letters.compose(mail)).toEqual(pointless);
  });

  it('never carries a link of somebody else, or one that leads elsewhere', async () => {
    const { directory, letters } = setUp();
    const foreign = directory.add(somebody(), { userId: uuidv7() });
    const outward = directory.add(somebody(), { path: '//evil.example/x' });
    for (const { person, linkId } of [foreign, outward]) {
      await expect(letters.compose(mailAbout(person, { linkId }))).rejects.toMatchObject({ code: 'internal' });
    }
  });

  it('passes on that a service is away', async () => {
    const { directory, letters } = setUp();
    const { person, linkId } = directory.add(somebody());
    directory.failure = new AppError('unavailable');
    await expect(letters.compose(mailAbout(person, { linkId }))).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('a request for a new invitation', () => {
  it('is pointless when the person has arrived or the manager has left', async () => {
    const { directory, letters } = setUp();
    const manager = somebody({ role: 'administrator', state: 'active' });
    const account = { accountId: manager.accountId };
    const former = somebody({ ...account, state: 'suspended' });
    const arrived = somebody({ ...account, state: 'active' });
    const waiting = somebody({ ...account, state: 'invite_expired' });
    const revoked = somebody({ ...account, state: 'not_invited' });
    for (const one of [manager, former, arrived, waiting, revoked]) directory.add(one);
    const ask = (person: typeof waiting, to: typeof manager) =>
      letters.compose(mailAbout(person, { kind: 'invitation_renewal_request', recipientUserId: to.id }));
    expect(await ask(waiting, manager)).toMatchObject({ letter: { to: { address: manager.email } } });
    expect(await ask(arrived, manager)).toEqual(pointless);
    expect(await ask(revoked, manager)).toEqual(pointless);
    expect(await ask(waiting, former)).toEqual(pointless);
  });
});

describe('a mail about a refresh token that was used again', () => {
  function reuse(fields: { accountId?: string } = {}) {
    const { directory, letters } = setUp();
    const { person } = directory.add(somebody({ state: 'active' }));
    const subjectId = uuidv7();
    directory.signIns.set(subjectId, {
      accountId: person.accountId,
      userId: person.id,
      device: 'Desktop',
      browser: 'Firefox 127',
      os: 'Linux',
      location: null,
      createdAt: '2026-12-01T08:00:00.000Z',
      ...fields,
    });
    return { directory, letters, mail: mailAbout(person, { kind: 'refresh_reuse', subjectId }) };
  }

  it('says which device was signed out, if that is known', async () => {
    const { directory, letters, mail } = reuse();
    expect(await letters.compose(mail)).toMatchObject({ letter: { text: expect.stringContaining('Firefox 127') } });
    directory.signIns.clear();
    expect(await letters.compose(mail)).toMatchObject({ letter: { text: expect.not.stringContaining('Firefox') } });
  });

  it('never carries a session of another account, and is pointless once the person is gone', async () => {
    const foreign = reuse({ accountId: uuidv7() });
    await expect(foreign.letters.compose(foreign.mail)).rejects.toMatchObject({ code: 'internal' });
    const { directory, letters, mail } = reuse();
    directory.known.clear();
    expect(await letters.compose(mail)).toEqual(pointless);
  });
});

describe('a confirmation', () => {
  const waiting = (person: { id: string; accountId: string }, fields: object = {}) => ({
    accountId: person.accountId,
    userId: person.id,
    status: 'waiting' as const,
    address: 'nadia@new.example',
    oldAddress: 'nadia@old.example',
    ...fields,
  });
  const kinds = { email_change: 'email_change', auto_bcc: 'auto_bcc_confirmation' } as const;

  function asked(purpose: keyof typeof kinds, fields: object = {}, person = somebody({ state: 'active' })) {
    const { directory, letters } = setUp();
    const { linkId } = directory.add(person, { purpose, path: `/${purpose.replace('_', '-')}/Zm9vYmFyYmF6cXV4MTIzNA` });
    const subjectId = uuidv7();
    directory.confirmations.set(subjectId, waiting(person, fields));
    const mail = mailAbout(person, { kind: kinds[purpose], linkId, subjectId });
    return { directory, letters, mail, person, subjectId };
  }

  it.each(['email_change', 'auto_bcc'] as const)('of %s goes to the address that waits', async (purpose) => {
    const { letters, mail } = asked(purpose);
    expect(await letters.compose(mail)).toMatchObject({
      letter: { to: { address: 'nadia@new.example' }, text: expect.stringContaining('/Zm9vYmFyYmF6cXV4MTIzNA') },
    });
  });

  it('is pointless when nothing waits any more, or the person is gone', async () => {
    const done = asked('email_change', { status: 'done' });
    const dropped = asked('auto_bcc');
    dropped.directory.confirmations.clear();
    const gone = asked('email_change', {}, somebody({ state: 'deleted' }));
    const suspended = asked('auto_bcc', {}, somebody({ state: 'suspended' }));
    for (const { letters, mail } of [done, dropped, gone, suspended]) {
      expect(await letters.compose(mail)).toEqual(pointless);
    }
  });

  it('never carries an address of another account or person, or a link of another purpose', async () => {
    const foreign = asked('email_change', { accountId: uuidv7() });
    const other = asked('email_change', { userId: uuidv7() });
    const mixed = asked('auto_bcc');
    const wrong = { ...mixed.mail, kind: 'email_change' as const };
    for (const { letters, mail } of [foreign, other, { letters: mixed.letters, mail: wrong }]) {
      await expect(letters.compose(mail)).rejects.toMatchObject({ code: 'internal' });
    }
  });

  it('is followed by a notice to the old address, once it is done', async () => {
    const { letters, mail, directory, person, subjectId } = asked('email_change');
    const notice = { ...mail, kind: 'email_changed_notice' as const, linkId: null };
    expect(await letters.compose(notice)).toEqual(pointless);
    directory.confirmations.set(subjectId, waiting(person, { status: 'done' }));
    const composed = await letters.compose(notice);
    expect(composed).toMatchObject({ letter: { to: { address: 'nadia@old.example' } } });
    expect(JSON.stringify(composed)).not.toContain('nadia@new.example');
  });
});
