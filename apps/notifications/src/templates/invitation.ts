import type { Person } from '#contracts';
import { groupCode } from './code.js';
import type { Letter, Letterhead } from './letter.js';
import { momentFor } from './moment.js';
import { mailName, personName } from './names.js';
import { renderPage, renderText, type Page } from './page.js';

export interface InvitationFacts {
  recipient: Person;
  /** Null when nobody in particular invited, or they are gone. */
  inviter: Person | null;
  link: { path: string; code: string; expiresAt: string };
}

function pageOf({ recipient, link }: InvitationFacts, head: Letterhead, lead: string): Page {
  const first = mailName(recipient.firstName, '');
  const until = momentFor(recipient, link.expiresAt);
  return {
    title: lead,
    paragraphs: [first === '' ? 'Hello,' : `Hello ${first},`, `${lead}. Choose a password and you are in.`],
    button: { label: 'Accept the invitation', url: `${head.publicUrl}${link.path}` },
    notes: [
      `The invitation works once, until ${until}.`,
      `If the link does not open, go to ${head.publicUrl}/invitation and enter your email address with this code:`,
      { code: groupCode(link.code) },
      'If you did not expect this, there is nothing to do: without you the invitation simply ends.',
    ],
  };
}

/** The mail that invites a person, in the name of the account. */
export function invitationLetter(facts: InvitationFacts, head: Letterhead): Letter {
  const account = mailName(facts.recipient.accountName, 'your team');
  const inviter = facts.inviter === null ? '' : personName(facts.inviter, '');
  const lead = inviter === '' ? `You are invited to ${account}` : `${inviter} invites you to ${account}`;
  const page = pageOf(facts, head, lead);
  return {
    to: { name: personName(facts.recipient, ''), address: facts.recipient.email },
    from: { name: `${account} via ${head.sender.name}`, address: head.sender.address },
    subject: lead,
    text: renderText(page),
    html: renderPage(page),
  };
}
