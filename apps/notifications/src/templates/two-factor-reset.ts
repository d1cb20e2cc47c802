import type { Person } from '#contracts';
import type { Letter, Letterhead } from './letter.js';
import { mailName, personName } from './names.js';
import { renderPage, renderText, type Page } from './page.js';

/** Tells somebody that whoever manages them has removed their second factors. */
export function twoFactorResetLetter(person: Person, head: Letterhead): Letter {
  const account = mailName(person.accountName, 'your account');
  const first = mailName(person.firstName, '');
  const page: Page = {
    title: 'Your two-factor authentication was reset',
    paragraphs: [
      first === '' ? 'Hello,' : `Hello ${first},`,
      `Somebody who manages users of ${account} has removed all your second factors: authenticator apps, passkeys, recovery codes and remembered devices. You have been signed out everywhere.`,
      'Sign in with your password, and set a second factor up again.',
    ],
    button: { label: 'Sign in', url: `${head.publicUrl}/sign-in` },
    notes: ['You did not ask for this? Tell those who manage your account at once, and choose a new password.'],
  };
  return {
    to: { name: personName(person, ''), address: person.email },
    from: { name: `${account} via ${head.sender.name}`, address: head.sender.address },
    subject: page.title,
    text: renderText(page),
    html: renderPage(page),
  };
}
