import { useCallback, useEffect, useRef, useState } from 'react';
import { type ApiProblem, asProblem } from '../../api/api-problem.js';
import { ask } from '../../api/client.js';
import type { ListUsersQuery, User } from '../../api/types.js';
import { useAction } from '../../parts/use-action.js';
import { withFirst, withoutUser, withPage, withUser } from './user-rows.js';

export interface UserList {
  /** The query that the rows answer. */
  key: string;
  phase: 'loading' | 'ready' | 'failed';
  rows: User[];
  nextCursor: string | null;
  total: number | undefined;
  problem?: ApiProblem;
}

const pageSize = 50;
const empty: UserList = { key: '', phase: 'loading', rows: [], nextCursor: null, total: undefined };

function readFirst(query: ListUsersQuery, shown: number, signal: AbortSignal) {
  const limit = Math.min(Math.max(shown, pageSize), 100);
  return ask('listUsers', { query: { ...query, limit, total: 'true' }, signal });
}

/** Rows that were read before stay when only reading them afresh has failed. */
function afterFailure(before: UserList, key: string, problem: ApiProblem): UserList {
  return before.phase === 'ready' && before.key === key ? before : { ...empty, phase: 'failed', problem };
}

/** Pages of the list. `reload` reads afresh while the old rows stay; a new query starts over. */
export function useUserList(query: ListUsersQuery, first: User | undefined) {
  const [list, setList] = useState<UserList>(empty);
  const [round, setRound] = useState(0);
  const shown = useRef(0);
  const key = JSON.stringify(query);
  useEffect(() => {
    shown.current = list.rows.length;
  });
  useEffect(() => {
    const giveUp = new AbortController();
    readFirst(JSON.parse(key) as ListUsersQuery, shown.current, giveUp.signal).then(
      ({ items, nextCursor, total }) =>
        setList({ key, phase: 'ready', rows: withFirst(items, first), nextCursor, total }),
      (error: unknown) => {
        if (!giveUp.signal.aborted) setList((before) => afterFailure(before, key, asProblem(error)));
      },
    );
    return () => giveUp.abort();
  }, [key, round, first]);
  const reload = useCallback(() => setRound((count) => count + 1), []);
  const retry = useCallback(() => {
    setList(empty);
    reload();
  }, [reload]);
  const more = useMore(key, list, setList);
  const put = useCallback((user: User) => setList((before) => ({ ...before, rows: withUser(before.rows, user) })), []);
  const remove = useCallback(
    (id: string) => setList((before) => ({ ...before, rows: withoutUser(before.rows, id) })),
    [],
  );
  return { list, reload, retry, more, put, remove };
}

/** The next page, appended unless the list was started over meanwhile. */
function useMore(key: string, list: UserList, setList: (change: (before: UserList) => UserList) => void) {
  const { busy, problem, run } = useAction();
  const { nextCursor } = list;
  const load = () =>
    run(async () => {
      if (nextCursor === null) return;
      const query = JSON.parse(key) as ListUsersQuery;
      const page = await ask('listUsers', { query: { ...query, limit: pageSize, cursor: nextCursor } });
      setList((before) =>
        before.nextCursor === nextCursor
          ? { ...before, rows: withPage(before.rows, page.items), nextCursor: page.nextCursor }
          : before,
      );
    });
  return { busy, problem, load };
}
