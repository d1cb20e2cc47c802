import type { Person } from '#contracts';
import type { RenderedLink, SignInFacts, SignUpRecipient } from '../directory/directory.js';
import { groupCode } from './code.js';
import type { Letter, Letterhead } from './letter.js';
import { momentFor } from './moment.js';
import { mailName, personName } from './names.js';
import { renderPage, renderText, type Page } from './page.js';

type Named = Pick<Person, 'firstName' | 'lastName' | 'email'>;

function greeting({ firstName }: Named): string {
  const first = mailName(firstName, '');
  return first === '' ? 'Hello,' : `Hello ${first},`;
}

function letterTo(person: Named, page: Page, head: Letterhead): Letter {
  return {
    to: { name: personName(person, ''), address: person.email },
    from: { name: head.sender.name, address: head.sender.address },
    subject: page.title,
    text: renderText(page),
    html: renderPage(page),
  };
}

function accountOf({ accountName }: { accountName: string }): string {
  return mailName(accountName, 'your team');
}

/** The link by which somebody chooses a new password. */
export function passwordResetLetter(facts: { person: Person; link: RenderedLink }, head: Letterhead): Letter {
  const { person, link } = facts;
  const page: Page = {
    title: 'Choose a new password',
    paragraphs: [
      greeting(person),
      `A new password was asked for, for your profile at ${accountOf(person)}. Choosing one signs you out everywhere.`,
    ],
    button: { label: 'Choose a new password', url: `${head.publicUrl}${link.path}` },
    notes: [
      `The link works once, until ${momentFor(person, link.expiresAt)}.`,
      `If the link does not open, go to ${head.publicUrl}/password-reset and enter your email address with this code:`,
      { code: groupCode(link.code) },
      'If you did not expect this, there is nothing to do: without you nothing changes.',
    ],
  };
  return letterTo(person, page, head);
}

/** Tells the owner of a password that it is another one now. */
export function passwordChangedLetter({ person, at }: { person: Person; at: string }, head: Letterhead): Letter {
  const page: Page = {
    title: 'Your password was changed',
    paragraphs: [
      greeting(person),
      `The password of your profile at ${accountOf(person)} was changed on ${momentFor(person, at)}.`,
    ],
    button: { label: 'This was not me: choose a new password', url: `${head.publicUrl}/password-reset` },
    notes: ['If it was you, there is nothing to do.'],
  };
  return letterTo(person, page, head);
}

function placeOf({ location }: SignInFacts): string {
  if (location === null) return 'an unknown place';
  const parts = [location.city, location.region, location.country].filter((part) => part !== null);
  return mailName(parts.join(', '), 'an unknown place');
}

function deviceOf(signIn: SignInFacts): string {
  const [device, browser, os] = [signIn.device, signIn.browser, signIn.os].map((part) => mailName(part, 'Unknown'));
  return `Device: ${device}. Browser: ${browser}. System: ${os}.`;
}

/** Tells about a sign-in from a device or place that was not seen of late. */
export function newSignInLetter(facts: { person: Person; signIn: SignInFacts }, head: Letterhead): Letter {
  const { person, signIn } = facts;
  const page: Page = {
    title: 'New sign-in to your profile',
    paragraphs: [
      greeting(person),
      `Your profile at ${accountOf(person)} was signed in to with a device or from a place that we have not seen lately.`,
      deviceOf(signIn),
      `Place, roughly: ${placeOf(signIn)}. Time: ${momentFor(person, signIn.createdAt)}.`,
    ],
    button: { label: 'This was not me: choose a new password', url: `${head.publicUrl}/password-reset` },
    notes: ['If it was you, there is nothing to do. A new password signs everybody out.'],
  };
  return letterTo(person, page, head);
}

/** Tells that a session ended because a refresh token of it was used again: somebody may have copied it. */
export function refreshReuseLetter(
  facts: { person: Person; session: SignInFacts | undefined; at: string },
  head: Letterhead,
): Letter {
  const { person, session, at } = facts;
  const known =
    session === undefined
      ? []
      : [
          `What was signed out: ${deviceOf(session)}`,
          `Signed in on ${momentFor(person, session.createdAt)}. Place, roughly: ${placeOf(session)}.`,
        ];
  const page: Page = {
    title: 'We signed out a device of yours',
    paragraphs: [
      greeting(person),
      `On ${momentFor(person, at)} a sign-in to your profile at ${accountOf(person)} was renewed with a token that had been used before. Somebody may have a copy of it, so we ended that sign-in: neither of you is signed in by it any more.`,
      ...known,
    ],
    button: { label: 'Choose a new password', url: `${head.publicUrl}/password-reset` },
    notes: [
      'On a device that you trust, sign in again. If you did not expect this, choose a new password: it signs everybody out.',
      'An app that repeats an old request may cause it too. If it happens again, tell who makes that app.',
    ],
  };
  return letterTo(person, page, head);
}

/** The link by which somebody confirms that they want an account. */
export function signUpLetter(facts: { recipient: SignUpRecipient; link: RenderedLink }, head: Letterhead): Letter {
  const { recipient, link } = facts;
  const reader = { timezone: recipient.timezone, locale: 'en', timeFormat: '24h' as const };
  const page: Page = {
    title: 'Confirm your new account',
    paragraphs: [
      greeting(recipient),
      `The account ${accountOf(recipient)} is ready to be opened, with this address as its owner’s.`,
    ],
    button: { label: 'Open the account', url: `${head.publicUrl}${link.path}` },
    notes: [
      `The link works once, until ${momentFor(reader, link.expiresAt)}.`,
      'If you did not expect this, there is nothing to do: without you no account is opened.',
    ],
  };
  return letterTo(recipient, page, head);
}

/** Tells a user that somebody tried to open an account with their address. */
export function signUpKnownLetter({ person }: { person: Person }, head: Letterhead): Letter {
  const active = person.state === 'active';
  const page: Page = {
    title: 'You have a profile already',
    paragraphs: [
      greeting(person),
      `Somebody, perhaps you, tried to open an account with your address. It already belongs to a profile at ${accountOf(person)}, so no account was opened.`,
    ],
    button: active
      ? { label: 'Choose a new password', url: `${head.publicUrl}/password-reset` }
      : { label: 'Go to the sign-in page', url: `${head.publicUrl}/sign-in` },
    notes: [
      active
        ? 'If you only want to sign in, use your password as always.'
        : 'You were invited there: use the link in the invitation, or ask for a new one.',
      'If it was not you, there is nothing to do.',
    ],
  };
  return letterTo(person, page, head);
}
