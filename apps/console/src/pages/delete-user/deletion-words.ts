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

/** "1 passkey", "2 passkeys"; undefined for none. */
function counted(count: number, one: string, many = `${one}s`): string | undefined {
  return count === 0 ? undefined : `${count} ${count === 1 ? one : many}`;
}

function joined(...parts: (string | undefined)[]): string | undefined {
  const there = parts.filter((part) => part !== undefined);
  return there.length === 0 ? undefined : there.join(', ');
}

/** By name where the names are told. */
function tokensText(tokens: Held): string | undefined {
  const names = tokens.items.length === 0 ? undefined : heldText(tokens);
  return names === undefined
    ? counted(tokens.total, 'API token of the account', 'API tokens of the account')
    : `API tokens of the account: ${names}`;
}

type Settings = Pick<DeletionPreview, 'autoBcc' | 'notificationChoices' | 'photo'>;

function settingLines({ autoBcc, notificationChoices, photo }: Settings) {
  return [
    ['Auto Bcc', joined(...autoBcc.map(({ address }) => address))],
    ['Notifications', counted(notificationChoices, 'choice of their own', 'choices of their own')],
    ['Photo', photo && 'Removed'],
  ] as const;
}

/** How much of what ends elsewhere there is. */
function credentialLines({ credentials, endsElsewhere }: DeletionPreview) {
  if (credentials === null) {
    return [['Ends at once', `${endedText(endsElsewhere)}. How many cannot be said right now.`]] as const;
  }
  const { sessions, password, secondFactors, apiKeys, guardedTokens, mailedLinks } = credentials;
  const { totp, passkeys, recoveryCodes } = secondFactors;
  return [
    ['Signed in', counted(sessions, 'device')],
    ['Password', password && 'Removed'],
    [
      'Second factors',
      joined(counted(totp, 'authenticator app'), counted(passkeys, 'passkey'), counted(recoveryCodes, 'recovery code')),
    ],
    ['API keys', heldText(apiKeys)],
    ['Links in mails', counted(mailedLinks, 'stops working', 'stop working')],
    ['Goes to the owner', tokensText(guardedTokens)],
  ] as const;
}

/** What somebody would lose, in the order of their page. */
export function previewLines(preview: DeletionPreview): Line[] {
  const { teams, mailboxes, customPermissions, pendingInvitation, emailChange, alternateEmails, mention } = preview;
  return lines([
    ['Teams', heldText(teams)],
    ['Mailboxes', heldText(mailboxes)],
    ['Permissions', customPermissions !== null && 'Those chosen for them alone'],
    ['Invitation', pendingInvitation !== null && 'The link in their mail stops working'],
    ['New address', emailChange === null ? undefined : `${emailChange.newEmail} is not waited for any more`],
    ...settingLines(preview),
    ['Mention', `@${mention} becomes free`],
    ...credentialLines(preview),
    ['Seat', preview.freesBillableSeat && 'One billable user less'],
    ['Stays for now', keptText(alternateEmails)],
  ]);
}

function keptText(alternateEmails: readonly string[]): string | undefined {
  return alternateEmails.length === 0
    ? undefined
    : `Alternate addresses until they are erased: ${joined(...alternateEmails)}`;
}

/** What somebody has lost. */
export function receiptLines(
  { removed, kept, endedElsewhere }: DeletionReceipt,
  successor: string | undefined,
): Line[] {
  return lines([
    ['Teams', heldText(removed.teams)],
    ['Mailboxes', heldText(removed.mailboxes)],
    ['Permissions', removed.customPermissions && 'Those chosen for them alone'],
    ['Invitation', removed.pendingInvitation && 'The link in their mail stopped working'],
    ['New address', removed.emailChange && 'Is not waited for any more'],
    ...settingLines(removed),
    ['Mention', `@${removed.mention} is free`],
    ['Ended', endedText(endedElsewhere)],
    ['Stays for now', keptText(kept.alternateEmails)],
    ['Conversations', successor === undefined ? 'Theirs become unassigned' : `Theirs go to ${successor}`],
  ]);
}
