import { z } from 'zod';
import { AutoBcc } from './auto-bcc.js';
import { defineCall } from './calls.js';
import { Held, HeldCredentials } from './holdings.js';
import { EmailAddress, IdList, IsoTime, Line, PageOf, PageQuery, Uuid } from './primitives.js';
import { Permission, Role } from './roles.js';
import { VersionedUser } from './users.js';

/** How long a deleted user can be restored, in days; then what is personal about them is erased. */
export const restorableDays = 90;

/** `until` lifts the suspension by itself; `reason` is for managers alone. */
export const SuspendUserBody = z
  .strictObject({ until: IsoTime.nullable().optional(), reason: Line(200).nullable().optional() })
  .meta({ id: 'SuspendUser' });

export const DeleteUserBody = z
  .strictObject({
    /** Typed by the person, letter by letter. */
    confirm: z.literal('DELETE'),
    /** Who takes over the work; null and absent leave conversations unassigned. */
    reassignTo: Uuid.nullable().optional(),
  })
  .meta({ id: 'DeleteUser' });

/** Another address when somebody has taken the old one meanwhile. */
export const RestoreUserBody = z.strictObject({ email: EmailAddress.optional() }).meta({ id: 'RestoreUser' });

export const EraseUserBody = z.strictObject({ confirm: z.literal('ERASE') }).meta({ id: 'EraseUser' });

const PersonName = z.object({ id: Uuid, displayName: z.string() });

/** What other services end when they hear of a deletion. */
export const endedElsewhere = [
  'sessions',
  'refresh_tokens',
  'access_tokens',
  'passwords',
  'second_factors',
  'api_keys',
  'app_grants',
  'mailed_links',
] as const;

/** What goes at once with somebody of what the users service keeps: in the preview and in the receipt. */
const heldSettings = {
  /** Addresses that get blind copies; those that wait for confirmation among them. */
  autoBcc: AutoBcc.shape.addresses,
  /** Channels of events that they switched otherwise than the default. */
  notificationChoices: z.int().nonnegative(),
  photo: z.boolean(),
};

const ProfilePreview = z.object({
  user: PersonName.extend({ role: Role }),
  teams: Held,
  /** Granted to the person; what their teams give is not theirs. */
  mailboxes: Held,
  customPermissions: z.array(Permission).nullable(),
  pendingInvitation: z.object({ sentAt: IsoTime, expiresAt: IsoTime }).nullable(),
  /** Another address that waits for its confirmation. */
  emailChange: z.object({ newEmail: z.string(), expiresAt: IsoTime }).nullable(),
  ...heldSettings,
  /** They stay with the tombstone until it is erased, as name and address do. */
  alternateEmails: z.array(z.string()),
  mention: z.string(),
  freesBillableSeat: z.boolean(),
  endsElsewhere: z.array(z.enum(endedElsewhere)),
  /** Who `reassignTo` may name: active people but light users, by name. */
  successors: z.object({ total: z.int().nonnegative(), items: z.array(PersonName).max(100) }),
});
/** The preview as far as the users service knows it. */
export type ProfilePreview = z.infer<typeof ProfilePreview>;

export const DeletionPreview = ProfilePreview.extend({
  /** How much of `endsElsewhere` there is; null while the auth service cannot be asked. */
  credentials: HeldCredentials.nullable(),
}).meta({ id: 'DeletionPreview' });
export type DeletionPreview = z.infer<typeof DeletionPreview>;

export const DeletionReceipt = z
  .object({
    userId: Uuid,
    displayName: z.string(),
    deletedAt: IsoTime,
    restorableUntil: IsoTime,
    removed: z.object({
      teams: Held,
      mailboxes: Held,
      customPermissions: z.boolean(),
      pendingInvitation: z.boolean(),
      emailChange: z.boolean(),
      ...heldSettings,
      mention: z.string(),
    }),
    /** What stays with the tombstone until it is erased, beside name and address. */
    kept: z.object({ alternateEmails: z.array(z.string()) }),
    reassignTo: Uuid.nullable(),
    endedElsewhere: z.array(z.enum(endedElsewhere)),
  })
  .meta({ id: 'DeletionReceipt' });
export type DeletionReceipt = z.infer<typeof DeletionReceipt>;

export const ErasureReceipt = z.object({ userId: Uuid, erasedAt: IsoTime }).meta({ id: 'ErasureReceipt' });

/** A deleted user who can be restored or erased. */
export const DeletedUser = z
  .object({
    id: Uuid,
    displayName: z.string(),
    initials: z.string(),
    email: z.string(),
    role: Role,
    deletedAt: IsoTime,
    /** Null when it was not a person who deleted. */
    deletedBy: PersonName.nullable(),
    restorableUntil: IsoTime,
  })
  .meta({ id: 'DeletedUser' });
export type DeletedUser = z.infer<typeof DeletedUser>;
export const DeletedUserPage = PageOf(DeletedUser).meta({ id: 'DeletedUserPage' });

/** What history shows of a person, deleted or not. */
export const DirectoryEntry = z
  .object({
    id: Uuid,
    displayName: z.string(),
    initials: z.string(),
    photoUrl: z.string().nullable(),
    deleted: z.boolean(),
  })
  .meta({ id: 'DirectoryEntry' });
export type DirectoryEntry = z.infer<typeof DirectoryEntry>;
export const Directory = z.object({ items: z.array(DirectoryEntry).max(100) }).meta({ id: 'Directory' });

/** `?ids=` separated by commas, at most 100; an id named twice is answered once. */
export const DirectoryQuery = z.strictObject({
  ids: z
    .string()
    .max(100 * 37)
    .transform((text) => [...new Set(text.split(','))])
    .pipe(z.array(Uuid).min(1).max(100)),
});

const onceErrors = ['idempotency_conflict', 'idempotency_in_progress'] as const;

export const lifecycleCalls = {
  suspend: defineCall({
    subject: 'users.lifecycle.suspend.v1',
    authority: 'user',
    summary: 'Suspend somebody, or change until when and why. Frees the seat; a pending invitation dies.',
    request: SuspendUserBody.extend({ userId: Uuid }),
    response: VersionedUser,
    errors: ['last_owner', ...onceErrors],
  }),
  liftSuspension: defineCall({
    subject: 'users.lifecycle.lift-suspension.v1',
    authority: 'user',
    summary: 'End a suspension before its time.',
    request: z.strictObject({ userId: Uuid }),
    response: VersionedUser,
    errors: ['conflict', 'last_owner'],
  }),
  previewDeletion: defineCall({
    subject: 'users.lifecycle.preview-deletion.v1',
    authority: 'user',
    summary: 'What somebody holds and would lose, and who could take over.',
    request: z.strictObject({ userId: Uuid }),
    response: ProfilePreview,
    errors: ['last_owner'],
  }),
  delete: defineCall({
    subject: 'users.lifecycle.delete.v1',
    authority: 'user',
    summary: 'Turn somebody into a tombstone whose id and name still resolve. Needs a fresh proof of identity.',
    request: DeleteUserBody.extend({ userId: Uuid }),
    response: DeletionReceipt,
    errors: ['reauthentication_required', 'last_owner', ...onceErrors],
  }),
  restore: defineCall({
    subject: 'users.lifecycle.restore.v1',
    authority: 'user',
    summary: 'Bring a deleted user back within 90 days, as somebody who has not been invited.',
    request: RestoreUserBody.extend({ userId: Uuid }),
    response: VersionedUser,
    errors: [
      'email_taken',
      'mention_taken',
      'plan_required',
      'restoration_expired',
      'user_erased',
      'conflict',
      ...onceErrors,
    ],
  }),
  erase: defineCall({
    subject: 'users.lifecycle.erase.v1',
    authority: 'user',
    summary: 'Erase what is personal about a deleted user now. The owner only, with a fresh proof of identity.',
    request: EraseUserBody.extend({ userId: Uuid }),
    response: ErasureReceipt,
    errors: ['owner_required', 'reauthentication_required', 'user_erased', 'conflict', ...onceErrors],
  }),
  listDeleted: defineCall({
    subject: 'users.lifecycle.list-deleted.v1',
    authority: 'user',
    summary: 'Deleted users who are not erased, newest first.',
    request: PageQuery,
    response: DeletedUserPage,
    errors: ['invalid_cursor'],
  }),
  directory: defineCall({
    subject: 'users.directory.read.v1',
    authority: 'user',
    summary: 'Names for ids, deleted and erased people among them. Ids that the account does not have are left out.',
    request: z.strictObject({ ids: IdList(100) }),
    response: Directory,
  }),
};
