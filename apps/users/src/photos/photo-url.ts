import { photoPath } from '#contracts';

/** What `photoUrl` shows: the larger square, below the address of the gateway. */
export function photoUrlOf(photoId: string | null): string | null {
  return photoId === null ? null : photoPath(photoId, 'large');
}
