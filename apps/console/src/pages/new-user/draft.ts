import type { CreateUserBody, GivableRole } from '../../api/types.js';

/** What the wizard has gathered so far. */
export interface Draft {
  firstName: string;
  lastName: string;
  email: string;
  jobTitle: string;
  role: GivableRole;
  sendInvite: boolean;
  teamIds: readonly string[];
  mailboxIds: readonly string[];
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
};

export type StepName = 'details' | 'teams' | 'mailboxes';

export const stepWords: Record<StepName, string> = { details: 'Details', teams: 'Teams', mailboxes: 'Mailboxes' };

/** Light users are on no team, and some accounts have none. */
export function stepsFor({ role, hasTeams }: { role: GivableRole; hasTeams: boolean }): StepName[] {
  return hasTeams && role !== 'light_user' ? ['details', 'teams', 'mailboxes'] : ['details', 'mailboxes'];
}

/** The request. Administrators get every mailbox by their role, so none is named for them. */
export function requestOf(draft: Draft, steps: readonly StepName[]): CreateUserBody {
  const jobTitle = draft.jobTitle.trim();
  return {
    firstName: draft.firstName,
    lastName: draft.lastName,
    email: draft.email.trim(),
    role: draft.role,
    sendInvite: draft.sendInvite,
    ...(jobTitle === '' ? {} : { jobTitle }),
    ...(steps.includes('teams') ? { teamIds: [...draft.teamIds] } : {}),
    ...(draft.role === 'administrator' ? {} : { mailboxIds: [...draft.mailboxIds] }),
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
