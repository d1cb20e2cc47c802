import type { CreateUserBody, GivableRole } from '../../api/types.js';
import { toggled } from '../../parts/toggled.js';

/** What the wizard has gathered so far. */
export interface Draft {
  firstName: string;
  lastName: string;
  email: string;
  jobTitle: string;
  role: GivableRole;
  sendInvite: boolean;
  teamIds: readonly string[];
  /** Chosen for anybody but administrators. */
  mailboxIds: readonly string[];
  /** Taken from an administrator, who has all others. */
  withheldIds: readonly string[];
}

export const emptyDraft: Draft = {
  firstName: '',
  lastName: '',
  email: '',
  jobTitle: '',
  role: 'user',
  sendInvite: true,
  teamIds: [],
  mailboxIds: [],
  withheldIds: [],
};

const roles: ReadonlySet<unknown> = new Set<GivableRole>(['administrator', 'user', 'light_user']);

function isLike(value: unknown, sample: unknown): boolean {
  if (!Array.isArray(sample)) return typeof value === typeof sample;
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

/** Whether something kept is a draft; it may be none, as after a new version of this page. */
export function isDraft(kept: unknown): kept is Draft {
  if (typeof kept !== 'object' || kept === null) return false;
  const fields = Object.entries(emptyDraft);
  return (
    fields.every(([name, sample]) => isLike(Reflect.get(kept, name), sample)) && roles.has(Reflect.get(kept, 'role'))
  );
}

export type StepName = 'details' | 'teams' | 'mailboxes';

export const stepWords: Record<StepName, string> = { details: 'Details', teams: 'Teams', mailboxes: 'Mailboxes' };

/** Light users are on no team, and some accounts have none. */
export function stepsFor({ role, hasTeams }: { role: GivableRole; hasTeams: boolean }): StepName[] {
  return hasTeams && role !== 'light_user' ? ['details', 'teams', 'mailboxes'] : ['details', 'mailboxes'];
}

type MailboxChoice = Pick<Draft, 'role' | 'mailboxIds' | 'withheldIds'>;

/** For administrators all are ticked beforehand, and keep what was unticked while the role goes back and forth. */
export function isTicked({ role, mailboxIds, withheldIds }: MailboxChoice, id: string): boolean {
  return role === 'administrator' ? !withheldIds.includes(id) : mailboxIds.includes(id);
}

export function tick(draft: MailboxChoice, id: string, on: boolean): Partial<MailboxChoice> {
  return draft.role === 'administrator'
    ? { withheldIds: toggled(draft.withheldIds, id, !on) }
    : { mailboxIds: toggled(draft.mailboxIds, id, on) };
}

/** None is named for an administrator who gets all: those that come into being meanwhile are among them. */
function namedMailboxes(draft: Draft, mailboxes: readonly { id: string }[]): Pick<CreateUserBody, 'mailboxIds'> {
  const ids = mailboxes.map(({ id }) => id).filter((id) => isTicked(draft, id));
  return draft.role === 'administrator' && ids.length === mailboxes.length ? {} : { mailboxIds: ids };
}

interface Places {
  teams: readonly { id: string }[];
  mailboxes: readonly { id: string }[];
}

/** The request. @param places all of the account; what went while somebody was choosing is chosen no more */
export function requestOf(draft: Draft, steps: readonly StepName[], { teams, mailboxes }: Places): CreateUserBody {
  const jobTitle = draft.jobTitle.trim();
  return {
    firstName: draft.firstName,
    lastName: draft.lastName,
    email: draft.email.trim(),
    role: draft.role,
    sendInvite: draft.sendInvite,
    ...(jobTitle === '' ? {} : { jobTitle }),
    ...(steps.includes('teams') ? { teamIds: draft.teamIds.filter((id) => teams.some((team) => team.id === id)) } : {}),
    ...namedMailboxes(draft, mailboxes),
  };
}

/** What can be told before anything is sent; the service has the last word. */
export function detailFaults(draft: Draft): Record<string, string> {
  const faults: Record<string, string> = {};
  if (draft.firstName.trim() === '') faults['firstName'] = 'Please enter a first name.';
  if (draft.lastName.trim() === '') faults['lastName'] = 'Please enter a last name.';
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(draft.email.trim())) faults['email'] = 'Please enter a mail address.';
  return faults;
}

/** The step that shows a field, to lead people back to what was refused. */
export function stepOfField(field: string): StepName {
  if (field === 'teamIds') return 'teams';
  return field === 'mailboxIds' ? 'mailboxes' : 'details';
}

/**
 * The step that an address asks for, as far as it can be shown: others only after the details, and for people without
 * teams what comes after those.
 */
export function stepShown(wanted: string | null, steps: readonly StepName[], draft: Draft): StepName {
  if ((wanted !== 'teams' && wanted !== 'mailboxes') || Object.keys(detailFaults(draft)).length > 0) return 'details';
  return steps.includes(wanted) ? wanted : 'mailboxes';
}
