import { type SubmitEvent, useState } from 'react';
import { useSession } from '../../app/session.js';
import { faultsByField, problemText } from '../../api/problem-texts.js';
import type { GivableRole, User } from '../../api/types.js';
import { Alert, Hint } from '../../parts/notice.js';
import { RoleChoice } from '../../parts/role-choice.js';
import { SubmitButton } from '../../parts/submit-button.js';
import { roleWords } from '../../parts/user-words.js';
import { useSaving } from './use-saving.js';
import { useUserContext } from './user-context.js';

export function RoleSection() {
  const { user, rights } = useUserContext();
  const { role } = user;
  return (
    <section className="card">
      <h2>Role</h2>
      {rights.role && role !== 'owner' ? <RoleForm user={user} given={role} /> : <RoleFacts user={user} />}
    </section>
  );
}

function whyNot({ role }: User, self: boolean): string {
  if (role === 'owner') return 'There is always exactly one account owner. The ownership can only be transferred.';
  return self ? 'Nobody changes their own role.' : 'You cannot change this role.';
}

function RoleFacts({ user }: { user: User }) {
  const { rights } = useUserContext();
  return (
    <>
      <p>
        <strong>{roleWords[user.role]}</strong>
      </p>
      <p className="quiet">{whyNot(user, rights.self)}</p>
    </>
  );
}

function RoleForm({ user, given }: { user: User; given: GivableRole }) {
  const { etag, told, reload } = useUserContext();
  const { access } = useSession();
  const [chosen, setChosen] = useState<GivableRole>();
  const role = chosen ?? given;
  const onSaved = () => {
    setChosen(undefined);
    told(`${user.firstName} has the role ${roleWords[role]} now.`);
  };
  const { busy, problem, save } = useSaving({ id: user.id, etag, onSaved });
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (role !== given) void save({ role }, reload);
  };
  const fault = problem === undefined ? undefined : faultsByField(problem)['role'];
  return (
    <form className="form" onSubmit={onSubmit}>
      {problem === undefined || fault !== undefined ? null : <Alert>{problemText(problem)}</Alert>}
      <RoleChoice
        role={role}
        onRole={setChosen}
        lightUsers={access.plan.features.includes('light_users')}
        fault={fault}
        legendUnseen
      />
      {role === given ? null : <Consequences from={given} to={role} />}
      <div className="save-row">
        <SubmitButton busy={busy} words="Save the role" busyWords="Saving…" />
      </div>
    </form>
  );
}

function consequenceOf(from: GivableRole, to: GivableRole): string {
  if (to === 'administrator') return 'They get access to all mailboxes, and manage other users.';
  if (to === 'light_user') {
    return 'Light users are on no team and have no API keys or apps: these are taken away, and their conversations become unassigned.';
  }
  return from === 'administrator'
    ? 'They cannot manage users any more. Their mailboxes stay.'
    : 'Their mailboxes stay.';
}

function Consequences({ from, to }: { from: GivableRole; to: GivableRole }) {
  return <Hint>{consequenceOf(from, to)} Permissions that were chosen for them alone are dropped.</Hint>;
}
