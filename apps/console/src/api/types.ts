import type { z } from 'zod';
import type * as contracts from '#contracts';

export type { AlertKind, ErrorCode, Mailbox, Team, User, UserAlert } from '#contracts';

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
