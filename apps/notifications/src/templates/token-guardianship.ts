import type { Person } from '#contracts';
import type { Letter, Letterhead } from './letter.js';
import { mailName, personName } from './names.js';
import { renderPage, renderText, type Page } from './page.js';

/** Who answers for the tokens from now on, and who did. */
export interface Guardianship {
  guardian: Person;
  leaver: Person | undefined;
}

/** Tells somebody that API tokens of the account are theirs to look after. */
export function tokenGuardianshipLetter({ guardian, leaver }: Guardianship, head: Letterhead): Letter {
  const account = mailName(guardian.accountName, 'your account');
  const first = mailName(guardian.firstName, '');
  const before = leaver === undefined ? 'Somebody' : personName(leaver, 'Somebody');
  const page: Page = {
    title: 'API tokens are yours to look after',
    paragraphs: [
      first === '' ? 'Hello,' : `Hello ${first},`,
      `${before}, who answered for API tokens of ${account}, is not there any more. You answer for them now.`,
      'They go on doing what they could, and nothing more. Those that were paused stay paused. Whoever knew a token still knows it: look at them, then confirm, replace or revoke each.',
    ],
    button: { label: 'Look at the tokens', url: `${head.publicUrl}/settings/api-tokens` },
    notes: [],
  };
  return {
    to: { name: personName(guardian, ''), address: guardian.email },
    from: { name: `${account} via ${head.sender.name}`, address: head.sender.address },
    subject: page.title,
    text: renderText(page),
    html: renderPage(page),
  };
}
