import { useRef, useState } from 'react';
import { AttemptKey } from '../../api/attempt-key.js';
import { ask } from '../../api/client.js';
import type { AccountToken, CreateAccountTokenBody } from '../../api/types.js';
import { useAction } from '../../parts/use-action.js';
import { useLoad } from '../../parts/use-load.js';
import { useProof } from '../../parts/use-proof.js';

export interface TokensData {
  items: readonly AccountToken[];
  /** Names of the guardians. */
  names: ReadonlyMap<string, string>;
}

async function loadTokens(signal: AbortSignal): Promise<TokensData> {
  const { items } = await ask('listAccountTokens', { signal });
  const ids = [...new Set(items.map(({ guardianUserId }) => guardianUserId))];
  if (ids.length === 0) return { items, names: new Map() };
  const directory = await ask('resolveDirectory', { query: { ids: ids.join(',') }, signal });
  return { items, names: new Map(directory.items.map(({ id, displayName }) => [id, displayName])) };
}

/** What is being done; each has a card of its own above the list. */
export type TokenTask =
  | { kind: 'none' }
  | { kind: 'new' }
  | { kind: 'rotate'; item: AccountToken }
  | { kind: 'guardian'; item: AccountToken }
  | { kind: 'shown'; title: string; key: string };

export function useAccountTokens() {
  const { state, reload, retry } = useLoad(loadTokens, []);
  const [task, setTask] = useState<TokenTask>({ kind: 'none' });
  const [note, setNote] = useState<string>();
  const { busy, problem, run } = useAction();
  const { withProof, dialog } = useProof();
  const attempt = useRef(new AttemptKey());
  const begin = (next: TokenTask) => {
    setNote(undefined);
    setTask(next);
  };
  const show = (name: string, key: string) => {
    begin({ kind: 'shown', title: `The new token: ${name}`, key });
    reload();
  };
  const done = (words: string) => {
    setTask({ kind: 'none' });
    setNote(words);
    reload();
  };
  const create = async (body: CreateAccountTokenBody) => {
    const { name, key } = await withProof(() =>
      attempt.current.run(body, (idempotencyKey) => ask('createAccountToken', { body, idempotencyKey })),
    );
    show(name, key);
  };
  const rotate = async ({ id: kid, name }: AccountToken, overlapHours: number) => {
    const request = { params: { kid }, body: { overlapHours } };
    const made = await withProof(() =>
      attempt.current.run(request, (idempotencyKey) => ask('rotateAccountToken', { ...request, idempotencyKey })),
    );
    show(name, made.key);
  };
  const choose = async ({ id: kid, name, guardianUserId: before }: AccountToken, guardianUserId: string) => {
    await withProof(() => ask('setTokenGuardian', { params: { kid }, body: { guardianUserId } }));
    done(before === guardianUserId ? `The guardian of ${name} is confirmed.` : `${name} has another guardian now.`);
  };
  const revoke = ({ id: kid, name }: AccountToken) =>
    run(async () => {
      await ask('revokeAccountToken', { params: { kid } });
      done(`${name} does not work any more.`);
    });
  return { state, retry, task, begin, note, busy, problem, create, rotate, choose, revoke, dialog };
}
