import type { Mailbox, Team } from '../../api/types.js';
import { CheckBox } from '../../parts/check-box.js';
import { Alert, Hint } from '../../parts/notice.js';
import { toggled } from '../../parts/toggled.js';
import { isTicked, tick } from './draft.js';
import type { Wizard } from './use-wizard.js';

function people(count: number): string {
  return count === 1 ? '1 member' : `${count} members`;
}

export function TeamsStep({ wizard, teams }: { wizard: Wizard; teams: Team[] }) {
  const { draft, change, faults } = wizard;
  return (
    <>
      <p className="step-lead">Which teams will {draft.firstName.trim()} be on? None is fine, too.</p>
      {faults['teamIds'] === undefined ? null : <Alert>{faults['teamIds']}</Alert>}
      <fieldset className="choice">
        <legend className="unseen">Teams</legend>
        {teams.map((team) => (
          <CheckBox
            key={team.id}
            label={team.name}
            detail={people(team.memberCount)}
            checked={draft.teamIds.includes(team.id)}
            onChange={(on) => change({ teamIds: toggled(draft.teamIds, team.id, on) })}
          />
        ))}
      </fieldset>
    </>
  );
}

/** Which team brings a mailbox along anyway. */
function teamsGiving(mailbox: Mailbox, teams: Team[]): string | undefined {
  const names = teams.filter(({ mailboxIds }) => mailboxIds.includes(mailbox.id)).map(({ name }) => name);
  return names.length === 0 ? undefined : `also by ${names.join(', ')}`;
}

export function MailboxesStep({ wizard, mailboxes, teams }: { wizard: Wizard; mailboxes: Mailbox[]; teams: Team[] }) {
  const { draft, change, faults, steps } = wizard;
  const joined = steps.includes('teams') ? teams.filter(({ id }) => draft.teamIds.includes(id)) : [];
  return (
    <>
      <p className="step-lead">Which mailboxes will {draft.firstName.trim()} work in?</p>
      {draft.role === 'administrator' ? (
        <Hint>
          Administrators get all mailboxes, new ones too. Untick those that are not for {draft.firstName.trim()}.
        </Hint>
      ) : null}
      {faults['mailboxIds'] === undefined ? null : <Alert>{faults['mailboxIds']}</Alert>}
      {mailboxes.length === 0 ? <p>This account has no mailboxes yet.</p> : null}
      <fieldset className="choice">
        <legend className="unseen">Mailboxes</legend>
        {mailboxes.map((mailbox) => (
          <CheckBox
            key={mailbox.id}
            label={mailbox.name}
            detail={[mailbox.email, teamsGiving(mailbox, joined)].filter(Boolean).join(', ')}
            checked={isTicked(draft, mailbox.id)}
            onChange={(on) => change(tick(draft, mailbox.id, on))}
          />
        ))}
      </fieldset>
    </>
  );
}
