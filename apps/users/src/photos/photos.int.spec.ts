// Real: PostgreSQL.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { photoPath } from '#contracts';
import { outcomes, ProfileStage, type StageAccount } from '../testing/profile-stage.js';

let stage: ProfileStage;
let account: StageAccount;

beforeAll(async () => {
  stage = await ProfileStage.open();
});

beforeEach(async () => {
  account = await stage.account();
});

afterAll(async () => {
  await stage?.close();
});

function webp(text: string): string {
  return Buffer.from(`RIFF....WEBP${text}`).toString('base64');
}

function squares(text: string = uuidv7()) {
  return { small: webp(`small ${text}`), large: webp(`large ${text}`) };
}

function setOfUser(of: string, { by = of, picture = squares() } = {}) {
  const caller = stage.caller(account, by);
  return stage.as(caller, () => stage.parts.photos.setOfUser(caller, { userId: of, squares: picture }));
}

function setOfTeam(teamId: string, { by = account.administrator, picture = squares() } = {}) {
  const caller = stage.caller(account, by);
  return stage.as(caller, () => stage.parts.photos.setOfTeam(caller, { teamId, squares: picture }));
}

const idIn = (url: string) => url.split('/')[2] ?? '';
const photosOf = (holder: string) => stage.read('SELECT id FROM photos WHERE user_id = $1 OR team_id = $1', [holder]);

describe('a photo of a user', () => {
  it('is shown, read by its name, announced and audited', async () => {
    const picture = squares();
    const { version } = await stage.user(account.user);
    const { photoUrl } = await setOfUser(account.user, { picture });
    const photoId = idIn(photoUrl);
    expect(photoUrl).toBe(photoPath(photoId, 'large'));
    expect(photoId).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(await stage.parts.photos.read({ photoId, size: 'small' })).toMatchObject({ webp: picture.small });
    expect(await stage.parts.photos.read({ photoId, size: 'large' })).toMatchObject({ webp: picture.large });
    expect(await stage.user(account.user)).toMatchObject({ photo_id: photoId, version: version + 1 });
    expect(await stage.events(account.user)).toMatchObject([
      { type: 'user.updated', sequence: version + 1, data: { userId: account.user, changed: ['photo'] } },
    ]);
    expect(await stage.audited(account.user)).toMatchObject([
      { action: 'user.photo_changed', personal_change: { photo: { before: null, after: photoId } } },
    ]);
  });

  it('has another name after every change, and the old name is gone', async () => {
    const first = idIn((await setOfUser(account.user)).photoUrl);
    const second = idIn((await setOfUser(account.user)).photoUrl);
    expect(second).not.toBe(first);
    await expect(stage.parts.photos.read({ photoId: first, size: 'large' })).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(await photosOf(account.user)).toHaveLength(1);
  });

  it('stays as it is when the same is uploaded again', async () => {
    const picture = squares();
    const first = await setOfUser(account.user, { picture });
    const { version } = await stage.user(account.user);
    expect(await setOfUser(account.user, { picture })).toEqual(first);
    expect((await stage.user(account.user)).version).toBe(version);
  });

  it('can be taken away, and nothing happens where there is none', async () => {
    const { photoUrl } = await setOfUser(account.user);
    const caller = stage.caller(account, account.administrator);
    const remove = () => stage.as(caller, () => stage.parts.photos.removeOfUser(caller, account.user));
    await remove();
    const { version, photo_id: photoId } = await stage.user(account.user);
    expect(photoId).toBeNull();
    await remove();
    expect((await stage.user(account.user)).version).toBe(version);
    await expect(stage.parts.photos.read({ photoId: idIn(photoUrl), size: 'small' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('is one after twenty uploads at once', async () => {
    expect(await outcomes(Array.from({ length: 20 }, () => setOfUser(account.user)))).toEqual({ ok: 20 });
    const { photo_id: id } = await stage.user(account.user);
    expect(await photosOf(account.user)).toEqual([{ id }]);
    const sequences = (await stage.events(account.user)).map(({ sequence }) => sequence);
    expect(new Set(sequences).size).toBe(20);
  });

  it('is one’s own, and of people one manages', async () => {
    const { owner, administrator, user, colleague, lightUser } = account;
    const code = async (by: string, of: string) => Object.keys(await outcomes([setOfUser(of, { by })]))[0];
    expect(await code(administrator, user)).toBe('ok');
    expect(await code(lightUser, lightUser)).toBe('ok');
    expect(await code(administrator, owner)).toBe('forbidden');
    expect(await code(colleague, user)).toBe('forbidden');
    const foreign = (await stage.account()).user;
    expect(await code(administrator, foreign)).toBe('not_found');
    const permitted = async (by: string, userId: string) => {
      const caller = stage.caller(account, by);
      return Object.keys(await outcomes([stage.as(caller, () => stage.parts.photos.permit(caller, { userId }))]))[0];
    };
    expect(await permitted(administrator, user)).toBe('ok');
    expect(await permitted(administrator, owner)).toBe('forbidden');
    expect(await permitted(colleague, user)).toBe('forbidden');
    expect(await permitted(administrator, foreign)).toBe('not_found');
  });

  it('is a WebP, whoever sends it', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('base64');
    const picture = { ...squares(), large: svg };
    await expect(setOfUser(account.user, { picture })).rejects.toMatchObject({ code: 'picture_unusable' });
  });
});

describe('a photo of a team', () => {
  it('is shown and announced, and needs teams.manage', async () => {
    const [teamId] = account.teams;
    const photoId = idIn((await setOfTeam(teamId)).photoUrl);
    expect(await stage.read('SELECT photo_id, version FROM teams WHERE id = $1', [teamId])).toEqual([
      { photo_id: photoId, version: 2 },
    ]);
    expect(await stage.events(teamId)).toMatchObject([{ type: 'team.photo_changed', sequence: 2, data: { teamId } }]);
    expect(await stage.audited(teamId)).toMatchObject([{ action: 'team.photo_changed' }]);
    await expect(setOfTeam(teamId, { by: account.user })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(setOfTeam(uuidv7())).rejects.toMatchObject({ code: 'not_found' });
    await expect(setOfTeam((await stage.account()).teams[0])).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is one after twenty uploads at once, and goes with the team', async () => {
    const [teamId] = account.teams;
    expect(await outcomes(Array.from({ length: 20 }, () => setOfTeam(teamId)))).toEqual({ ok: 20 });
    expect(await photosOf(teamId)).toHaveLength(1);
    await stage.read('DELETE FROM teams WHERE id = $1', [teamId]);
    expect(await photosOf(teamId)).toEqual([]);
  });

  it('needs a plan with teams', async () => {
    account = await stage.account('standard');
    const [teamId] = account.teams;
    await expect(setOfTeam(teamId)).rejects.toMatchObject({ code: 'plan_required' });
    const caller = stage.caller(account, account.administrator);
    const permitted = stage.as(caller, () => stage.parts.photos.permit(caller, { teamId }));
    await expect(permitted).rejects.toMatchObject({ code: 'plan_required' });
  });
});
