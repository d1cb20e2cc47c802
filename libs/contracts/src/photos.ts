import { z } from 'zod';
import { defineCall } from './calls.js';
import { defineEvent } from './facts.js';
import { Nothing, Uuid } from './primitives.js';

/** Sides of the two squares that every photo is kept in, in pixels. */
export const photoSides = { small: 64, large: 256 } as const;
export const PhotoSize = z.enum(['small', 'large']);
export type PhotoSize = z.infer<typeof PhotoSize>;

/** Longest upload, in bytes. What is kept of it is two small squares. */
export const maxPhotoBytes = 5 * 1_048_576;

/** Name of a photo in URLs: chance, so that nobody guesses it, and new with every upload, so that it can be cached for ever. */
export const PhotoId = z.string().regex(/^[A-Za-z0-9_-]{22}$/);

/** Where a photo is served. */
export function photoPath(photoId: string, size: PhotoSize): string {
  return `/photos/${photoId}/${photoSides[size]}.webp`;
}

export const Photo = z.object({ photoUrl: z.string() }).meta({ id: 'Photo' });

/** Both squares as WebP in base64; together they stay far below what one message may hold. */
const Squares = z.strictObject({ small: z.base64().max(64_000), large: z.base64().max(400_000) });

export const photoCalls = {
  permit: defineCall({
    subject: 'users.photos.permit.v1',
    authority: 'user',
    summary: 'Whether the caller may give that user or team a photo: asked before anything of an upload is decoded.',
    request: z.union([z.strictObject({ userId: Uuid }), z.strictObject({ teamId: Uuid })]),
    response: Nothing,
    errors: ['plan_required'],
  }),
  setOfUser: defineCall({
    subject: 'users.photos.set-of-user.v1',
    authority: 'user',
    summary: 'Give a user a photo; oneself, or somebody one manages.',
    request: z.strictObject({ userId: Uuid, squares: Squares }),
    response: Photo,
    errors: ['picture_unusable'],
  }),
  removeOfUser: defineCall({
    subject: 'users.photos.remove-of-user.v1',
    authority: 'user',
    summary: 'Take the photo of a user away. Nothing happens when there is none.',
    request: z.strictObject({ userId: Uuid }),
    response: Nothing,
  }),
  setOfTeam: defineCall({
    subject: 'users.photos.set-of-team.v1',
    authority: 'user',
    summary: 'Give a team a photo. Needs teams.manage.',
    request: z.strictObject({ teamId: Uuid, squares: Squares }),
    response: Photo,
    errors: ['picture_unusable', 'plan_required'],
  }),
  removeOfTeam: defineCall({
    subject: 'users.photos.remove-of-team.v1',
    authority: 'user',
    summary: 'Take the photo of a team away. Needs teams.manage.',
    request: z.strictObject({ teamId: Uuid }),
    response: Nothing,
    errors: ['plan_required'],
  }),
  read: defineCall({
    subject: 'users.photos.read.v1',
    authority: 'anonymous',
    summary: 'One square of a photo, for whoever knows its name.',
    request: z.strictObject({ photoId: PhotoId, size: PhotoSize }),
    response: z.object({ webp: z.base64(), digest: z.string() }),
  }),
};

export const photoEvents = {
  teamPhotoChanged: defineEvent({
    type: 'team.photo_changed',
    version: 1,
    source: 'users',
    summary: 'The team has another photo, or none any more.',
    data: z.object({ teamId: Uuid.describe('The team') }),
    example: { teamId: '01890a5d-ac96-7d10-8a2b-0c3d4e5f6a7b' },
  }),
};
