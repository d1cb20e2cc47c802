import type { Person } from '#contracts';
import type { Letter, Letterhead } from './letter.js';
import { mailName, personName } from './names.js';
import { renderPage, renderText, type Page } from './page.js';

export interface RenewalRequestFacts {
  manager: Person;
  /** Who holds the expired invitation. */
  person: Person;
}

function pageOf({ manager, person }: RenewalRequestFacts, head: Letterhead, account: string): Page {
  const name = personName(person, 'Somebody you invited');
  const first = mailName(manager.firstName, '');
  return {
    title: `${name} asks for a new invitation`,
    paragraphs: [
      first === '' ? 'Hello,' : `Hello ${first},`,
      `${name} (${person.email}) was invited to ${account}, but the invitation has expired. They ask for a new one.`,
    ],
    button: { label: 'Open the profile to send it again', url: `${head.publicUrl}/users/${person.id}` },
    notes: ['Everybody who can send invitations gets this mail once; the first of you to act is enough.'],
  };
}

/** Tells one of the people who can send invitations that somebody asks for a new one. */
export function renewalRequestLetter(facts: RenewalRequestFacts, head: Letterhead): Letter {
  const account = mailName(facts.person.accountName, 'your account');
  const page = pageOf(facts, head, account);
  return {
    to: { name: personName(facts.manager, ''), address: facts.manager.email },
    from: { name: `${account} via ${head.sender.name}`, address: head.sender.address },
    subject: page.title,
    text: renderText(page),
    html: renderPage(page),
  };
}
