import { useId } from 'react';
import type { GivableRole } from '../api/types.js';
import { CheckBox } from './check-box.js';
import { roleWords } from './user-words.js';

const roleDetails: Record<GivableRole, string> = {
  administrator: 'Manages users, teams, mailboxes and settings. Gets all mailboxes, which can be taken away.',
  user: 'Answers customers in the mailboxes they are given.',
  light_user: 'Reads along and leaves notes. Does not count as a billable user.',
};
const givable: readonly GivableRole[] = ['user', 'administrator', 'light_user'];

interface RoleChoiceProps {
  role: GivableRole;
  onRole: (role: GivableRole) => void;
  /** Whether the plan has light users. */
  lightUsers: boolean;
  fault: string | undefined;
  /** Where a heading says it already. */
  legendUnseen?: boolean;
}

export function RoleChoice({ role: chosen, onRole, lightUsers, fault, legendUnseen = false }: RoleChoiceProps) {
  const id = useId();
  return (
    <fieldset className="choice" aria-describedby={fault === undefined ? undefined : id}>
      <legend className={legendUnseen ? 'unseen' : undefined}>Role</legend>
      {givable.map((role) => {
        const closed = role === 'light_user' && !lightUsers && chosen !== role;
        return (
          <CheckBox
            key={role}
            type="radio"
            name="role"
            label={roleWords[role]}
            detail={closed ? 'Comes with the Plus plan.' : roleDetails[role]}
            checked={chosen === role}
            disabled={closed}
            invalid={fault !== undefined && chosen === role}
            onChange={() => onRole(role)}
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
