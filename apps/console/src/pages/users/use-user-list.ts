import { useCallback, useEffect, useRef, useState } from 'react';
import { type ApiProblem, asProblem } from '../../api/api-problem.js';
import { send } from '../../api/client.js';
import type { ListUsersQuery, User } from '../../api/types.js';
import { useAction } from '../../parts/use-action.js';
import { isNarrowed } from './list-query.js';
import {
  movesSeats,
  type Row,
  rowsOf,
  rowWith,
  withFirst,
  withFresh,
  withoutUser,
  withPage,
  withUser,
} from './user-rows.js';

export interface UserList {
  /** The query that the rows answer. */
  key: string;
  phase: 'loading' | 'ready' | 'failed';
  rows: Row[];
  /** Who comes first in spite of the order, for as long as nothing else is asked for and they are there. */
  first: Row | undefined;
  nextCursor: string | null;
  total: number | undefined;
  /** Grows when a row changes in what the plan counts. */
  moves: number;
  problem?: ApiProblem;
}

type Page = Awaited<ReturnType<typeof readFirst>>;

const pageSize = 50;
const empty: UserList = {
  key: '',
  phase: 'loading',
  rows: [],
  first: undefined,
  nextCursor: null,
  total: undefined,
  moves: 0,
};

function readFirst(query: ListUsersQuery, shown: number, signal: AbortSignal) {
  const limit = Math.min(Math.max(shown, pageSize), 100);
  return send('listUsers', { query: { ...query, limit, total: 'true' }, signal });
}

/** Rows that were read before stay when only reading them afresh has failed. */
function afterFailure(before: UserList, key: string, problem: ApiProblem): UserList {
  if (before.phase === 'ready' && before.key === key) return before;
  const { first, moves } = before;
  return { ...empty, first, moves, phase: 'failed', problem };
}

function withRows(before: UserList, rows: Row[]): UserList {
  return { ...before, rows, first: before.first && rowWith(rows, before.first.body.id) };
}

function afterReading(before: UserList, key: string, page: Page): UserList {
  const same = before.key === '' || before.key === key;
  const first = same && !isNarrowed(JSON.parse(key) as ListUsersQuery) ? before.first : undefined;
  const rows = withFirst(withFresh(before.rows, rowsOf(page)), first);
  const { nextCursor, total } = page.body;
  return withRows({ ...before, key, phase: 'ready', first, nextCursor, total }, rows);
}

function afterTelling(before: UserList, told: Row): UserList {
  const { id } = told.body;
  const rows = withUser(before.rows, told);
  const [was, is] = [rowWith(before.rows, id)?.body, rowWith(rows, id)?.body];
  const moved = was !== undefined && (is === undefined || movesSeats(was, is));
  return { ...withRows(before, rows), moves: before.moves + (moved ? 1 : 0) };
}

/** Pages of the list. `reload` reads afresh while the old rows stay; a new query starts over. */
export function useUserList(query: ListUsersQuery, created: User | undefined) {
  const [list, setList] = useState<UserList>(() => ({ ...empty, first: created && { body: created, asked: 0 } }));
  const [round, setRound] = useState(0);
  const shown = useRef(0);
  const key = JSON.stringify(query);
  useEffect(() => {
    shown.current = list.rows.length;
  });
  useEffect(() => {
    const giveUp = new AbortController();
    readFirst(JSON.parse(key) as ListUsersQuery, shown.current, giveUp.signal).then(
      (page) => {
        if (!giveUp.signal.aborted) setList((before) => afterReading(before, key, page));
      },
      (error: unknown) => {
        if (!giveUp.signal.aborted) setList((before) => afterFailure(before, key, asProblem(error)));
      },
    );
    return () => giveUp.abort();
  }, [key, round]);
  const reload = useCallback(() => setRound((count) => count + 1), []);
  const retry = useCallback(() => {
    setList(({ first, moves }) => ({ ...empty, first, moves }));
    reload();
  }, [reload]);
  const more = useMore(key, list, setList);
  const put = useCallback((told: Row) => setList((before) => afterTelling(before, told)), []);
  // Read afresh, too: how many there are has changed, and a list that was asked for before still has them.
  const remove = useCallback(
    (id: string) => {
      setList((before) => withRows(before, withoutUser(before.rows, id)));
      reload();
    },
    [reload],
  );
  return { list, reload, retry, more, put, remove, seatChanges: round + list.moves };
}

/** The next page, appended unless the list was started over meanwhile. */
function useMore(key: string, list: UserList, setList: (change: (before: UserList) => UserList) => void) {
  const { busy, problem, run } = useAction();
  const { nextCursor } = list;
  const load = () =>
    run(async () => {
      if (nextCursor === null) return;
      const query = JSON.parse(key) as ListUsersQuery;
      const page = await send('listUsers', { query: { ...query, limit: pageSize, cursor: nextCursor } });
      setList((before) =>
        before.nextCursor === nextCursor
          ? { ...before, rows: withPage(before.rows, rowsOf(page)), nextCursor: page.body.nextCursor }
          : before,
      );
    });
  return { busy, problem, load };
}
