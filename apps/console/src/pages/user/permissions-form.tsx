import { type SubmitEvent, useState } from 'react';
import { useSession } from '../../app/session.js';
import { ask } from '../../api/client.js';
import type { PermissionName, SetUserPermissionsBody } from '../../api/types.js';
import { CheckBox } from '../../parts/check-box.js';
import { ProblemAlert } from '../../parts/notice.js';
import { SubmitButton } from '../../parts/submit-button.js';
import { useAction } from '../../parts/use-action.js';
import { roleWords } from '../../parts/user-words.js';
import { groupsFor, mayChoose } from './permission-choice.js';
import { type PermissionsData, PermissionTicks } from './permission-ticks.js';
import { useUserContext } from './user-context.js';

type Mode = SetUserPermissionsBody['mode'];

function useChoice({ theirs }: PermissionsData) {
  const { user, told } = useUserContext();
  const [mode, setMode] = useState<Mode>(theirs.mode);
  // Who begins to choose begins with what the person may do now.
  const [chosen, setChosen] = useState<readonly PermissionName[]>(
    theirs.mode === 'custom' ? theirs.granted : theirs.effective,
  );
  const { busy, problem, run } = useAction();
  const toggle = (permission: PermissionName, on: boolean) =>
    setChosen((before) => [...before.filter((known) => known !== permission), ...(on ? [permission] : [])]);
  const save = () =>
    run(async () => {
      const body: SetUserPermissionsBody = mode === 'custom' ? { mode, granted: [...chosen] } : { mode };
      await ask('setUserPermissions', { params: { id: user.id }, body });
      told('The permissions were saved. They count from the next click on.');
    });
  return { mode, setMode, chosen, toggle, busy, problem, save };
}

export function PermissionsForm({ data }: { data: PermissionsData }) {
  const { user } = useUserContext();
  const choice = useChoice(data);
  const { mode, setMode, busy, problem, save } = choice;
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void save();
  };
  const ofRole = data.roles.find(({ role }) => role === user.role)?.permissions ?? [];
  return (
    <form className="form" onSubmit={onSubmit}>
      <ProblemAlert problem={problem} />
      <fieldset className="choice">
        <legend className="unseen">Where the permissions come from</legend>
        <CheckBox
          type="radio"
          name="mode"
          label="Default"
          detail={`Follows the role “${roleWords[user.role]}”.`}
          checked={mode === 'default'}
          onChange={() => setMode('default')}
        />
        <CheckBox
          type="radio"
          name="mode"
          label="Custom"
          detail="Chosen for this person alone."
          checked={mode === 'custom'}
          onChange={() => setMode('custom')}
        />
      </fieldset>
      {mode === 'default' ? (
        <PermissionTicks catalogue={data.catalogue} permissions={ofRole} />
      ) : (
        <PermissionGroups data={data} choice={choice} />
      )}
      <div className="save-row">
        <SubmitButton busy={busy} words="Save permissions" busyWords="Saving…" />
      </div>
    </form>
  );
}

function PermissionGroups({ data, choice }: { data: PermissionsData; choice: ReturnType<typeof useChoice> }) {
  const { user } = useUserContext();
  const own = useSession().access.permissions;
  return (
    <>
      {groupsFor(data.catalogue, user.role).map((group) => (
        <fieldset key={group.name} className="choice">
          <legend>{group.name}</legend>
          {group.items.map(({ id, name, description }) => {
            const open = mayChoose(id, { own, had: data.theirs.effective });
            return (
              <CheckBox
                key={id}
                label={name}
                detail={open ? description : `${description} You cannot give what you do not have.`}
                checked={choice.chosen.includes(id)}
                disabled={!open}
                onChange={(on) => choice.toggle(id, on)}
              />
            );
          })}
        </fieldset>
      ))}
    </>
  );
}
