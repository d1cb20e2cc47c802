import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { photoCalls, photoEvents, userEvents, type Caller, type RequestOf } from '#contracts';
import { AppError } from '#errors';
import { Outbox } from '#events';
import { Database } from '#postgres';
import { AuditTrail } from '../audit/audit-trail.js';
import { ActorRepository } from '../policy/actor.repository.js';
import { requireFeature, requirePermission } from '../policy/user.policy.js';
import { ProfileAccess } from '../profile/profile-access.js';
import { UserFacts } from '../profile/user-facts.js';
import { photoUrlOf } from './photo-url.js';
import { PhotosRepository, type LockedTeam, type NewPhoto, type PhotoHolder } from './photos.repository.js';

type Squares = RequestOf<typeof photoCalls.setOfUser>['squares'];

/** Photos are made by the gateway; what is no WebP is refused here all the same. */
function webp(base64: string): Buffer {
  const bytes = Buffer.from(base64, 'base64');
  const isWebp = bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP';
  if (!isWebp) throw new AppError('picture_unusable');
  return bytes;
}

function photoFrom(squares: Squares): NewPhoto {
  const [small, large] = [webp(squares.small), webp(squares.large)];
  const digest = createHash('sha256').update(small).update(large).digest('hex');
  return { id: randomBytes(16).toString('base64url'), small, large, digest };
}

/** Photos of users and teams. */
@Injectable()
export class PhotosService {
  constructor(
    private readonly database: Database,
    private readonly actors: ActorRepository,
    private readonly access: ProfileAccess,
    private readonly photos: PhotosRepository,
    private readonly facts: UserFacts,
    private readonly outbox: Outbox,
    private readonly audit: AuditTrail,
  ) {}

  /** A first word, so that nobody has pictures decoded for nothing; the change decides again in its transaction. */
  async permit(caller: Caller, holder: RequestOf<typeof photoCalls.permit>): Promise<Record<string, never>> {
    await this.database.transaction({ accountId: caller.acc }, async () => {
      if ('userId' in holder) await this.access.toWrite(caller, holder.userId);
      else await this.lockTeam(caller, holder.teamId);
    });
    return {};
  }

  async setOfUser(caller: Caller, { userId, squares }: RequestOf<typeof photoCalls.setOfUser>) {
    const photo = photoFrom(squares);
    const photoId = await this.changeUser(caller, userId, photo);
    return { photoUrl: photoUrlOf(photoId) ?? '' };
  }

  async removeOfUser(caller: Caller, userId: string) {
    await this.changeUser(caller, userId, undefined);
    return {};
  }

  async setOfTeam(caller: Caller, { teamId, squares }: RequestOf<typeof photoCalls.setOfTeam>) {
    const photoId = await this.changeTeam(caller, teamId, photoFrom(squares));
    return { photoUrl: photoUrlOf(photoId) ?? '' };
  }

  async removeOfTeam(caller: Caller, teamId: string) {
    await this.changeTeam(caller, teamId, undefined);
    return {};
  }

  async read({ photoId, size }: RequestOf<typeof photoCalls.read>) {
    const found = await this.photos.read(photoId, size);
    if (found === undefined) throw new AppError('not_found');
    return { webp: found.webp.toString('base64'), digest: found.digest };
  }

  /** @returns the name of the photo that is there now */
  private async changeUser(caller: Caller, userId: string, photo: NewPhoto | undefined): Promise<string | null> {
    const { acc: accountId } = caller;
    return this.database.transaction({ accountId }, async () => {
      const { row } = await this.access.toWrite(caller, userId);
      if (await this.isSame(accountId, row.photo_id, photo)) return row.photo_id;
      const photoId = photo?.id ?? null;
      await this.write(accountId, { kind: 'user', id: userId }, { before: row.photo_id, photo });
      const data = { userId, changed: ['photo'] };
      await this.facts.publish(row, { type: userEvents.updated, data, changes: { photo_id: photoId } });
      return photoId;
    });
  }

  private async changeTeam(caller: Caller, teamId: string, photo: NewPhoto | undefined): Promise<string | null> {
    const { acc: accountId } = caller;
    return this.database.transaction({ accountId }, async () => {
      const team = await this.lockTeam(caller, teamId);
      if (await this.isSame(accountId, team.photo_id, photo)) return team.photo_id;
      const photoId = photo?.id ?? null;
      await this.write(accountId, { kind: 'team', id: teamId }, { before: team.photo_id, photo });
      await this.photos.showOnTeam(accountId, teamId, photoId);
      const aggregate = { aggregateId: teamId, aggregateVersion: team.version + 1 };
      await this.outbox.append(photoEvents.teamPhotoChanged, { accountId, ...aggregate, data: { teamId } });
      return photoId;
    });
  }

  private async lockTeam(caller: Caller, teamId: string): Promise<LockedTeam> {
    const actor = await this.actors.toWrite(caller);
    requirePermission(actor, 'teams.manage');
    requireFeature(actor.plan, 'teams');
    const team = await this.photos.lockTeam(caller.acc, teamId);
    if (team === undefined) throw new AppError('not_found');
    return team;
  }

  private async isSame(accountId: string, photoId: string | null, photo: NewPhoto | undefined): Promise<boolean> {
    if (photoId === null || photo === undefined) return photoId === null && photo === undefined;
    return (await this.photos.digestOf(accountId, photoId)) === photo.digest;
  }

  private async write(
    accountId: string,
    holder: PhotoHolder,
    { before, photo }: { before: string | null; photo: NewPhoto | undefined },
  ): Promise<void> {
    if (photo === undefined) await this.photos.remove(accountId, holder);
    else await this.photos.replace(accountId, holder, photo);
    const change = { photo: { before, after: photo?.id ?? null } };
    await this.audit.record({ accountId, action: `${holder.kind}.photo_changed`, target: holder, change });
  }
}
