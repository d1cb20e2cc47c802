import type { DeletionPreview, DeletionReceipt } from '../../api/types.js';

type Held = DeletionPreview['teams'];
type Ended = DeletionPreview['endsElsewhere'][number];

const endedWords: Record<Ended, string> = {
  sessions: 'Signed-in devices',
  refresh_tokens: 'Sign-ins of apps',
  access_tokens: 'Access of apps',
  passwords: 'Password',
  second_factors: 'Second factors',
  api_keys: 'API keys',
  app_grants: 'Connected apps',
  mailed_links: 'Links in mails',
};

/** "Frontline, Logistics and 3 more"; undefined for none. */
export function heldText({ total, items }: Held): string | undefined {
  if (total === 0) return undefined;
  const names = items.slice(0, 5).map(({ name }) => name);
  const rest = total - names.length;
  return rest > 0 ? `${names.join(', ')} and ${rest} more` : names.join(', ');
}

/** "Signed-in devices, password, API keys" */
export function endedText(ended: readonly Ended[]): string {
  const words = ended.map((kind) => endedWords[kind]);
  return words.map((word, at) => (at === 0 || word.startsWith('API') ? word : lowerFirst(word))).join(', ');
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

type Line = readonly [name: string, value: string];

function lines(pairs: readonly (readonly [name: string, value: string | undefined | false])[]): Line[] {
  return pairs.flatMap(([name, value]) => (value === undefined || value === false ? [] : [[name, value] as const]));
}

/** What somebody would lose, in the order of their page. */
export function previewLines(preview: DeletionPreview): Line[] {
  const { teams, mailboxes, customPermissions, pendingInvitation, mention, freesBillableSeat, endsElsewhere } = preview;
  return lines([
    ['Teams', heldText(teams)],
    ['Mailboxes', heldText(mailboxes)],
    ['Permissions', customPermissions !== null && 'Those chosen for them alone'],
    ['Invitation', pendingInvitation !== null && 'The link in their mail stops working'],
    ['Mention', `@${mention} becomes free`],
    ['Ends at once', endedText(endsElsewhere)],
    ['Seat', freesBillableSeat && 'One billable user less'],
  ]);
}

/** What somebody has lost. */
export function receiptLines({ removed, endedElsewhere }: DeletionReceipt, successor: string | undefined): Line[] {
  return lines([
    ['Teams', heldText(removed.teams)],
    ['Mailboxes', heldText(removed.mailboxes)],
    ['Permissions', removed.customPermissions && 'Those chosen for them alone'],
    ['Invitation', removed.pendingInvitation && 'The link in their mail stopped working'],
    ['Mention', `@${removed.mention} is free`],
    ['Ended', endedText(endedElsewhere)],
    ['Conversations', successor === undefined ? 'Theirs become unassigned' : `Theirs go to ${successor}`],
  ]);
}
