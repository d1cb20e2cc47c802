import type { Person } from '#contracts';
import type { Letter, Letterhead } from './letter.js';
import { momentFor } from './moment.js';
import { mailName, personName } from './names.js';
import { renderPage, renderText, type Page } from './page.js';

export interface ConfirmationFacts {
  /** Whose profile or setting waits. */
  person: Person;
  /** Whoever reads mail there confirms. */
  address: string;
  link: { path: string; expiresAt: string };
}

function letterTo(address: string, name: string, page: Page, head: Letterhead): Letter {
  return {
    to: { name, address },
    from: { name: head.sender.name, address: head.sender.address },
    subject: page.title,
    text: renderText(page),
    html: renderPage(page),
  };
}

/** Asks whoever reads mail at the new address whether it is really theirs. */
export function emailChangeLetter({ person, address, link }: ConfirmationFacts, head: Letterhead): Letter {
  const account = mailName(person.accountName, 'your team');
  const first = mailName(person.firstName, '');
  const page: Page = {
    title: 'Confirm your new email address',
    paragraphs: [
      first === '' ? 'Hello,' : `Hello ${first},`,
      `You, or somebody who manages your profile at ${account}, entered ${address} as your new email address. Once you confirm it, you sign in with it.`,
    ],
    button: { label: 'Confirm this address', url: `${head.publicUrl}${link.path}` },
    notes: [
      `The link works once, until ${momentFor(person, link.expiresAt)}. Until then your present address stays in use.`,
      'If you did not expect this, there is nothing to do: without you nothing changes.',
    ],
  };
  return letterTo(address, personName(person, ''), page, head);
}

/** Asks whoever reads mail at an address whether they want blind copies. They may never have heard of the person. */
export function autoBccLetter({ person, address, link }: ConfirmationFacts, head: Letterhead): Letter {
  const account = mailName(person.accountName, 'a team');
  const name = personName(person, 'Somebody');
  const page: Page = {
    title: `Confirm blind copies for ${name}`,
    paragraphs: [
      'Hello,',
      `${name} of ${account} wants ${address} to get a blind copy of the replies that they send to customers.`,
    ],
    button: { label: 'Agree to get copies', url: `${head.publicUrl}${link.path}` },
    notes: [
      `The link works once, until ${momentFor(person, link.expiresAt)}.`,
      'If you did not expect this, there is nothing to do: without you no copy is sent.',
    ],
  };
  return letterTo(address, '', page, head);
}

/** Tells the old address that another one is in use now. It does not say which: the mail may be read by others by now. */
export function emailChangedLetter(facts: { person: Person; oldAddress: string }, head: Letterhead): Letter {
  const { person, oldAddress } = facts;
  const account = mailName(person.accountName, 'your team');
  const first = mailName(person.firstName, '');
  const page: Page = {
    title: 'Your email address was changed',
    paragraphs: [
      first === '' ? 'Hello,' : `Hello ${first},`,
      `The email address of your profile at ${account} was changed. ${oldAddress} is not used for signing in any more.`,
    ],
    button: { label: 'Open your profile', url: `${head.publicUrl}/users/${person.id}` },
    notes: [
      `If this was not you, tell the owner or an administrator of ${account} at once: somebody else may be able to sign in as you.`,
    ],
  };
  return letterTo(oldAddress, personName(person, ''), page, head);
}
