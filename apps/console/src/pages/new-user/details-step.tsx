import { useId } from 'react';
import type { Access, GivableRole } from '../../api/types.js';
import { CheckBox } from '../../parts/check-box.js';
import { TextField } from '../../parts/fields.js';
import { roleWords } from '../../parts/user-words.js';
import type { Wizard } from './use-wizard.js';

interface DetailsStepProps {
  wizard: Wizard;
  features: Access['plan']['features'];
}

export function DetailsStep({ wizard, features }: DetailsStepProps) {
  const { draft, change, faults } = wizard;
  return (
    <>
      <div className="pair">
        <TextField
          label="First name"
          autoComplete="off"
          value={draft.firstName}
          onValue={(firstName) => change({ firstName })}
          error={faults['firstName']}
          maxLength={40}
        />
        <TextField
          label="Last name"
          autoComplete="off"
          value={draft.lastName}
          onValue={(lastName) => change({ lastName })}
          error={faults['lastName']}
          maxLength={40}
        />
      </div>
      <TextField
        label="Email"
        type="email"
        autoComplete="off"
        value={draft.email}
        onValue={(email) => change({ email })}
        error={faults['email']}
        maxLength={254}
      />
      <TextField
        label="Job title"
        autoComplete="off"
        optional
        value={draft.jobTitle}
        onValue={(jobTitle) => change({ jobTitle })}
        error={faults['jobTitle']}
        maxLength={50}
      />
      <RoleChoice wizard={wizard} lightUsers={features.includes('light_users')} />
      <CheckBox
        label="Send the invitation as soon as the user is created"
        detail="You can also do it later, from the list or the profile."
        checked={draft.sendInvite}
        onChange={(sendInvite) => change({ sendInvite })}
      />
    </>
  );
}

const roleDetails: Record<GivableRole, string> = {
  administrator: 'Manages users, teams, mailboxes and settings. Has access to all mailboxes.',
  user: 'Answers customers in the mailboxes they are given.',
  light_user: 'Reads along and leaves notes. Does not count as a billable user.',
};
const givable: readonly GivableRole[] = ['user', 'administrator', 'light_user'];

function RoleChoice({ wizard, lightUsers }: { wizard: Wizard; lightUsers: boolean }) {
  const { draft, change, faults } = wizard;
  const id = useId();
  const fault = faults['role'];
  return (
    <fieldset className="choice" aria-describedby={fault === undefined ? undefined : id}>
      <legend>Role</legend>
      {givable.map((role) => {
        const closed = role === 'light_user' && !lightUsers;
        return (
          <CheckBox
            key={role}
            type="radio"
            name="role"
            label={roleWords[role]}
            detail={closed ? 'Comes with the Plus plan.' : roleDetails[role]}
            checked={draft.role === role}
            disabled={closed}
            invalid={fault !== undefined && draft.role === role}
            onChange={() => change({ role })}
          />
        );
      })}
      {fault === undefined ? null : (
        <p id={id} className="field-error" role="alert">
          {fault}
        </p>
      )}
    </fieldset>
  );
}
