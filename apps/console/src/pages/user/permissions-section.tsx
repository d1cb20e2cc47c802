import { useMay, useSession } from '../../app/session.js';
import { ask } from '../../api/client.js';
import { LoadedPart } from '../../parts/loaded-part.js';
import { Hint } from '../../parts/notice.js';
import { useLoad } from '../../parts/use-load.js';
import { roleWords } from '../../parts/user-words.js';
import { type PermissionsData, PermissionTicks } from './permission-ticks.js';
import { PermissionsForm } from './permissions-form.js';
import { useUserContext } from './user-context.js';

async function loadPermissions(id: string, mayManage: boolean, signal: AbortSignal): Promise<PermissionsData> {
  const [catalogue, theirs, roles] = await Promise.all([
    ask('listPermissions', { signal }),
    ask('getUserPermissions', { params: { id }, signal }),
    mayManage ? ask('listRoles', { signal }) : { items: [] },
  ]);
  return { catalogue, theirs, roles: roles.items };
}

/** Permissions of one person: those of the role, or their own. */
export function PermissionsSection() {
  const { user, rights } = useUserContext();
  const mayManage = useMay('users.manage');
  const { features } = useSession().access.plan;
  const { state, retry } = useLoad(
    (signal) => loadPermissions(user.id, mayManage, signal),
    [user.id, user.role, mayManage],
  );
  const open = features.includes('custom_permissions');
  return (
    <section className="card">
      <h2>Feature permissions</h2>
      {open || !rights.permissions ? null : <Hint>Choosing permissions for one person comes with the Plus plan.</Hint>}
      <LoadedPart state={state} onRetry={retry}>
        {(data) => (open && rights.permissions ? <PermissionsForm data={data} /> : <PermissionFacts data={data} />)}
      </LoadedPart>
    </section>
  );
}

function PermissionFacts({ data }: { data: PermissionsData }) {
  const { user } = useUserContext();
  const { mode, effective } = data.theirs;
  return (
    <>
      <p className="card-lead">
        {mode === 'custom' ? 'Chosen for this person alone.' : `What the role “${roleWords[user.role]}” may do.`}
      </p>
      <PermissionTicks catalogue={data.catalogue} permissions={effective} />
    </>
  );
}
