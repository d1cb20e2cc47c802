import type { Access, Me, Role, User } from '../../api/types.js';

interface Reader {
  me: Pick<Me, 'id' | 'role'>;
  access: Pick<Access, 'permissions'>;
}
type Target = Pick<User, 'id' | 'role'>;

const strongestFirst: readonly Role[] = ['owner', 'administrator', 'user', 'light_user'];
const customised: Record<Role, readonly Role[]> = {
  owner: ['administrator', 'user', 'light_user'],
  administrator: ['user', 'light_user'],
  user: [],
  light_user: [],
};

/** What to offer on somebody's page. The services decide; this only spares people refusals. */
export interface Rights {
  self: boolean;
  /** Profile, address, photo, notifications, Auto Bcc. */
  edit: boolean;
  /** Teams and mailboxes. */
  places: boolean;
  role: boolean;
  permissions: boolean;
  /** Suspending and deleting. */
  remove: boolean;
}

export function rightsOn(user: Target, { me, access }: Reader): Rights {
  const self = user.id === me.id;
  const manages = access.permissions.includes('users.manage');
  const reaches = strongestFirst.indexOf(me.role) <= strongestFirst.indexOf(user.role);
  const others = manages && !self && user.role !== 'owner' && reaches;
  return {
    self,
    edit: self || others,
    places: others || (self && me.role === 'owner'),
    role: others,
    permissions: others && customised[me.role].includes(user.role),
    remove: others,
  };
}
