// Fake: both services.
import { describe, expect, it } from '@jest/globals';
import { holdingCalls, lifecycleCalls, type Call } from '#contracts';
import { AppError } from '#errors';
import type { Logger } from '#observability';
import type { RpcClient } from '#rpc';
import { DeletionPreviews } from './deletion-previews.service.js';

const userId = '01890a5d-ac96-774b-bcce-b302099a8057';
const [profile, credentials] = [{ mention: 'ada' }, { sessions: 2 }];

type Answer = () => Promise<unknown>;

function previews(answers: { users: Answer; auth: Answer }) {
  const asked: unknown[] = [];
  const warned: unknown[] = [];
  const client = {
    call: async (call: Call, input: unknown) => {
      asked.push([call.subject, input]);
      return call === holdingCalls.credentials ? answers.auth() : answers.users();
    },
  };
  const logger = { warn: (fields: unknown) => warned.push(fields) };
  return { asked, warned, previews: new DeletionPreviews(client as unknown as RpcClient, logger as unknown as Logger) };
}

const refuse = (code: 'forbidden' | 'last_owner' | 'unavailable' | 'timeout' | 'internal') => async () => {
  throw new AppError(code);
};

describe('the preview of a deletion', () => {
  it('is put together of what both services know, asked at once', async () => {
    const waiting: (() => void)[] = [];
    const answer = (value: unknown) => () => new Promise((resolve) => waiting.push(() => resolve(value)));
    const { previews: made, asked } = previews({ users: answer(profile), auth: answer(credentials) });
    const preview = made.of(userId);
    expect(asked).toEqual([
      [lifecycleCalls.previewDeletion.subject, { userId }],
      [holdingCalls.credentials.subject, { userId }],
    ]);
    for (const go of waiting) go();
    expect(await preview).toEqual({ ...profile, credentials });
  });

  it.each(['unavailable', 'timeout'] as const)('says that it lacks the credentials: auth is %s', async (code) => {
    const { previews: made, warned } = previews({ users: async () => profile, auth: refuse(code) });
    expect(await made.of(userId)).toEqual({ ...profile, credentials: null });
    expect(warned).toHaveLength(1);
  });

  it.each(['forbidden', 'unavailable'] as const)(
    'refuses as the users service does, whatever auth says: %s',
    async (code) => {
      const users = async () => {
        await Promise.resolve();
        throw new AppError('last_owner');
      };
      const { previews: made } = previews({ users, auth: refuse(code) });
      await expect(made.of(userId)).rejects.toMatchObject({ code: 'last_owner' });
    },
  );

  it('hides no other failure of auth', async () => {
    for (const code of ['forbidden', 'internal'] as const) {
      const { previews: made } = previews({ users: async () => profile, auth: refuse(code) });
      await expect(made.of(userId)).rejects.toMatchObject({ code });
    }
  });
});
