import type { z } from 'zod';
import { CreateUserBody } from '#contracts';
import { AppError, inputFaults, type InputFault } from '#errors';
import type { Deciding } from '../policy/user.policy.js';
import { requireGivable } from '../policy/user.policy.js';
import { requirePlan } from '../users/user-creation.service.js';
import { fold } from '../users/names.js';
import type { ImportedRow } from './import-file.js';

export type Wanted = z.infer<typeof CreateUserBody>;

/** Teams and mailboxes of the account by what a file may call them; null where two have the same name. */
export interface Places {
  teams: ReadonlyMap<string, string | null>;
  mailboxes: ReadonlyMap<string, string | null>;
}

/** Names, in lower case and without accents, ids and addresses -> id. */
export function placeIndex(
  places: readonly { id: string; name: string; email?: string }[],
): Map<string, string | null> {
  const index = new Map<string, string | null>();
  for (const { id, name } of places) index.set(fold(name), index.has(fold(name)) ? null : id);
  for (const { id, email } of places) {
    index.set(id, id);
    if (email !== undefined) index.set(email, id);
  }
  return index;
}

const roleWords: Record<string, string> = {
  '': 'user',
  user: 'user',
  admin: 'administrator',
  administrator: 'administrator',
  lightuser: 'light_user',
};
const yes = new Set(['true', 'yes', 'y', '1', 'x']);
const no = new Set(['', 'false', 'no', 'n', '0']);

function roleOf(text: string): string {
  const word = fold(text).replace(/[^a-z]/g, '');
  return roleWords[word] ?? text;
}

/** Without the column nobody is invited: thousands of mails by an oversight cannot be taken back. */
function inviteOf(text: string, faults: InputFault[]): boolean {
  const word = text.toLowerCase();
  if (!yes.has(word) && !no.has(word))
    faults.push({ path: 'sendInvite', code: 'invalid_value', message: 'must be yes or no' });
  return yes.has(word);
}

function idsOf(
  path: 'teams' | 'mailboxes',
  named: readonly string[],
  { places, faults }: { places: Places; faults: InputFault[] },
): string[] {
  const ids = named.flatMap((name) => {
    const id = places[path].get(name) ?? places[path].get(fold(name));
    if (typeof id === 'string') return [id];
    const code = id === null ? 'ambiguous' : 'unknown_id';
    const message = id === null ? 'is the name of several' : 'names something that this account does not have';
    faults.push({ path, code, message });
    return [];
  });
  return [...new Set(ids)];
}

/** Names of fields as the file has them. */
const columns: Record<string, string> = { teamIds: 'teams', mailboxIds: 'mailboxes' };

function inColumns(faults: readonly InputFault[]): InputFault[] {
  return faults.map((fault) => {
    const [field = ''] = fault.path.split('.');
    return { ...fault, path: columns[field] ?? field };
  });
}

function policyFaults(actor: Deciding, wanted: Wanted): InputFault[] {
  try {
    requireGivable(actor, wanted.role);
    requirePlan(actor, wanted);
    return [];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.details.errors !== undefined) return inColumns(error.details.errors);
    const path = error.code === 'plan_required' && wanted.role !== 'light_user' ? 'teams' : 'role';
    return [{ path, code: error.code, message: error.message }];
  }
}

function bodyOf(row: ImportedRow, places: Places, faults: InputFault[]): object {
  const { role = '', sendInvite = '', teams = [], mailboxes, ...profile } = row;
  return {
    firstName: '',
    lastName: '',
    email: '',
    ...profile,
    role: roleOf(role),
    sendInvite: inviteOf(sendInvite, faults),
    teamIds: idsOf('teams', teams, { places, faults }),
    ...(mailboxes === undefined ? {} : { mailboxIds: idsOf('mailboxes', mailboxes, { places, faults }) }),
  };
}

/** Turns a row into a user that the actor may create now, or says everything that is wrong with it. */
export function judgeRow(
  row: ImportedRow,
  { places, actor }: { places: Places; actor: Deciding },
): { wanted: Wanted } | { faults: InputFault[] } {
  const faults: InputFault[] = [];
  const parsed = CreateUserBody.safeParse(bodyOf(row, places, faults));
  if (!parsed.success) return { faults: [...faults, ...inColumns(inputFaults(parsed.error))].slice(0, 20) };
  if (faults.length > 0) return { faults: faults.slice(0, 20) };
  const refused = policyFaults(actor, parsed.data);
  return refused.length > 0 ? { faults: refused } : { wanted: parsed.data };
}
