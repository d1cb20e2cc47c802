import type { z } from 'zod';
import type * as contracts from '#contracts';

export type {
  AccountSecurity,
  AccountToken,
  ActiveSession,
  AlertKind,
  ApiKey,
  ApiKeyKind,
  AuditEntry,
  AutoBcc,
  Channels,
  DeletedUser,
  DeletionPreview,
  DeletionReceipt,
  EmailChange,
  ErrorCode,
  FactorKind,
  Mailbox,
  NotificationEvent,
  NotificationPreferences,
  Scope,
  Team,
  TeamNotificationEvent,
  User,
  UserAlert,
} from '#contracts';

export type Me = z.infer<typeof contracts.Me>;
export type Access = z.infer<typeof contracts.Access>;
export type Seats = z.infer<typeof contracts.Seats>;
export type Role = z.infer<typeof contracts.Role>;
export type GivableRole = z.infer<typeof contracts.GivableRole>;
export type PermissionName = z.infer<typeof contracts.Permission>;
export type PlanName = z.infer<typeof contracts.PlanName>;
export type UserState = z.infer<typeof contracts.UserState>;
export type Invitation = z.infer<typeof contracts.Invitation>;
export type InvitationView = z.infer<typeof contracts.InvitationView>;
export type SignInAnswer = z.infer<typeof contracts.SignInAnswer>;
export type ListUsersQuery = z.input<typeof contracts.ListUsersQuery>;
export type CreateUserBody = z.input<typeof contracts.CreateUserBody>;
export type UpdateUserBody = z.input<typeof contracts.UpdateUserBody>;
export type PermissionCatalogue = z.infer<typeof contracts.PermissionCatalogue>;
export type RoleSettings = z.infer<typeof contracts.RoleSettings>;
export type UserMailboxes = z.infer<typeof contracts.UserMailboxes>;
export type UserPermissions = z.infer<typeof contracts.UserPermissions>;
export type SetUserPermissionsBody = z.input<typeof contracts.SetUserPermissionsBody>;
export type SuspendUserBody = z.input<typeof contracts.SuspendUserBody>;
export type PasskeyCreationOptions = z.infer<typeof contracts.PasskeyCreationOptions>;
export type PasskeyRequestOptions = z.infer<typeof contracts.PasskeyRequestOptions>;
export type Passkey = z.infer<typeof contracts.Passkey>;
export type PasskeyAssertion = z.infer<typeof contracts.PasskeyAssertion>;
export type TotpSecret = z.infer<typeof contracts.TotpSecret>;
export type EnrolledAnswer = z.infer<typeof contracts.EnrolledAnswer>;
export type PasswordResetView = z.infer<typeof contracts.PasswordResetView>;
export type AuditFilters = z.input<typeof contracts.AuditFilters>;
export type TwoFactor = z.infer<typeof contracts.TwoFactor>;
export type FactorMethodView = z.infer<typeof contracts.FactorMethodView>;
export type CreateApiKeyBody = z.input<typeof contracts.CreateApiKeyBody>;
export type CreateAccountTokenBody = z.input<typeof contracts.CreateAccountTokenBody>;
export type ReauthenticateBody = z.input<typeof contracts.ReauthenticateBody>;
