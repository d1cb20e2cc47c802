import { z } from 'zod';
import { AutoBcc, SetAutoBccBody } from './auto-bcc.js';
import { ChangeEmailBody, ConfirmBody, EmailChange } from './email-changes.js';
import type { Route } from './http.js';
import { defineRoute } from './http.js';
import { NotificationPreferences, SetNotificationPreferencesBody } from './notification-preferences.js';
import { Photo, PhotoId } from './photos.js';
import { Uuid } from './primitives.js';

const userId = z.strictObject({ id: z.union([Uuid, z.literal('me')]) });
const teamId = z.strictObject({ id: Uuid.describe('Id of the team') });
const uploadErrors = ['picture_unusable', 'payload_too_large', 'unsupported_media_type'] as const;
const changeErrors = [
  'email_taken',
  'reauthentication_required',
  'idempotency_conflict',
  'idempotency_in_progress',
] as const;

const photoRoutes = {
  setMyPhoto: defineRoute({
    id: 'me.setPhoto',
    method: 'PUT',
    path: '/v1/me/photo',
    tag: 'Me',
    summary:
      'Upload one’s own photo: JPEG, PNG, WebP or GIF up to 5 MB, as `multipart/form-data` in the field `photo`.',
    answer: Photo,
    errors: uploadErrors,
  }),
  removeMyPhoto: defineRoute({
    id: 'me.removePhoto',
    method: 'DELETE',
    path: '/v1/me/photo',
    tag: 'Me',
    summary: 'Remove one’s own photo.',
  }),
  setUserPhoto: defineRoute({
    id: 'users.setPhoto',
    method: 'PUT',
    path: '/v1/users/{id}/photo',
    tag: 'Users',
    summary: 'Upload the photo of a user, as on oneself.',
    params: userId,
    answer: Photo,
    errors: uploadErrors,
  }),
  removeUserPhoto: defineRoute({
    id: 'users.removePhoto',
    method: 'DELETE',
    path: '/v1/users/{id}/photo',
    tag: 'Users',
    summary: 'Remove the photo of a user.',
    params: userId,
  }),
  setTeamPhoto: defineRoute({
    id: 'teams.setPhoto',
    method: 'PUT',
    path: '/v1/teams/{id}/photo',
    tag: 'Teams',
    summary: 'Upload the photo of a team, as on oneself. Needs teams.manage.',
    params: teamId,
    answer: Photo,
    errors: [...uploadErrors, 'plan_required'],
  }),
  removeTeamPhoto: defineRoute({
    id: 'teams.removePhoto',
    method: 'DELETE',
    path: '/v1/teams/{id}/photo',
    tag: 'Teams',
    summary: 'Remove the photo of a team. Needs teams.manage.',
    params: teamId,
    errors: ['plan_required'],
  }),
  readPhoto: defineRoute({
    id: 'photos.read',
    method: 'GET',
    path: '/photos/{photoId}/{file}',
    access: 'public',
    tag: 'Users',
    summary: 'A photo: a square of 64 or 256 pixels, as `photoUrl` names it. Never changes under its name.',
    params: z.strictObject({ photoId: PhotoId, file: z.enum(['64.webp', '256.webp']) }),
    status: 200,
    otherStatus: [304],
    errors: ['not_found'],
  }),
};

const emailRoutes = {
  changeMyEmail: defineRoute({
    id: 'me.changeEmail',
    method: 'POST',
    path: '/v1/me/email-change',
    tag: 'Me',
    summary: 'Ask for another address to sign in with. Needs a fresh proof; a mail to the new address confirms it.',
    body: ChangeEmailBody,
    status: 202,
    answer: EmailChange,
    errors: changeErrors,
    idempotent: true,
  }),
  getMyEmailChange: defineRoute({
    id: 'me.getEmailChange',
    method: 'GET',
    path: '/v1/me/email-change',
    tag: 'Me',
    summary: 'One’s own change of address that waits for confirmation.',
    answer: EmailChange,
  }),
  cancelMyEmailChange: defineRoute({
    id: 'me.cancelEmailChange',
    method: 'DELETE',
    path: '/v1/me/email-change',
    tag: 'Me',
    summary: 'Drop one’s own change of address.',
  }),
  changeUserEmail: defineRoute({
    id: 'users.changeEmail',
    method: 'POST',
    path: '/v1/users/{id}/email-change',
    tag: 'Users',
    summary: 'Ask for another address of somebody one manages; the holder of the new address confirms it.',
    params: userId,
    body: ChangeEmailBody,
    status: 202,
    answer: EmailChange,
    errors: changeErrors,
    idempotent: true,
  }),
  getUserEmailChange: defineRoute({
    id: 'users.getEmailChange',
    method: 'GET',
    path: '/v1/users/{id}/email-change',
    tag: 'Users',
    summary: 'The change of address that waits for confirmation.',
    params: userId,
    answer: EmailChange,
  }),
  cancelUserEmailChange: defineRoute({
    id: 'users.cancelEmailChange',
    method: 'DELETE',
    path: '/v1/users/{id}/email-change',
    tag: 'Users',
    summary: 'Drop the change of address.',
    params: userId,
  }),
  confirmEmailChange: defineRoute({
    id: 'emailChanges.confirm',
    method: 'POST',
    path: '/v1/email-changes/confirmations',
    access: 'public',
    tag: 'Sign-in',
    summary: 'Confirm a new address with the token of the mail. Works once.',
    body: ConfirmBody,
    errors: ['link_invalid', 'link_expired', 'email_taken', 'forbidden'],
  }),
};

const settingRoutes = {
  getNotifications: defineRoute({
    id: 'users.getNotifications',
    method: 'GET',
    path: '/v1/users/{id}/notifications',
    tag: 'Users',
    summary: 'What a user is notified of, and how.',
    params: userId,
    answer: NotificationPreferences,
  }),
  setNotifications: defineRoute({
    id: 'users.setNotifications',
    method: 'PUT',
    path: '/v1/users/{id}/notifications',
    tag: 'Users',
    summary: 'Replace the choices; an event that is not named goes back to its default.',
    params: userId,
    body: SetNotificationPreferencesBody,
    answer: NotificationPreferences,
  }),
  getAutoBcc: defineRoute({
    id: 'users.getAutoBcc',
    method: 'GET',
    path: '/v1/users/{id}/auto-bcc',
    tag: 'Users',
    summary: 'Addresses that get blind copies of what the user sends.',
    params: userId,
    answer: AutoBcc,
  }),
  setAutoBcc: defineRoute({
    id: 'users.setAutoBcc',
    method: 'PUT',
    path: '/v1/users/{id}/auto-bcc',
    tag: 'Users',
    summary: 'Replace the addresses, up to 10. Each is used once its holder confirmed it by mail.',
    params: userId,
    body: SetAutoBccBody,
    answer: AutoBcc,
  }),
  confirmAutoBcc: defineRoute({
    id: 'autoBcc.confirm',
    method: 'POST',
    path: '/v1/auto-bcc/confirmations',
    access: 'public',
    tag: 'Sign-in',
    summary: 'Confirm an Auto Bcc address with the token of the mail. Works once.',
    body: ConfirmBody,
    errors: ['link_invalid', 'link_expired', 'forbidden'],
  }),
};

/** Photos, addresses and personal settings. */
export const profileRoutes = { ...photoRoutes, ...emailRoutes, ...settingRoutes } satisfies Record<string, Route>;
