import type { Access } from '../../api/types.js';
import { CheckBox } from '../../parts/check-box.js';
import { TextField } from '../../parts/fields.js';
import { NameFields } from '../../parts/name-fields.js';
import { RoleChoice } from '../../parts/role-choice.js';
import type { Wizard } from './use-wizard.js';

interface DetailsStepProps {
  wizard: Wizard;
  features: Access['plan']['features'];
}

export function DetailsStep({ wizard, features }: DetailsStepProps) {
  const { draft, change, faults } = wizard;
  return (
    <>
      <NameFields names={draft} onNames={change} faults={faults} />
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
      <RoleChoice
        role={draft.role}
        onRole={(role) => change({ role })}
        lightUsers={features.includes('light_users')}
        fault={faults['role']}
      />
      <CheckBox
        label="Send the invitation as soon as the user is created"
        detail="You can also do it later, from the list or the profile."
        checked={draft.sendInvite}
        onChange={(sendInvite) => change({ sendInvite })}
      />
    </>
  );
}
