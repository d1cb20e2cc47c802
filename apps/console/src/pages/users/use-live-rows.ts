import { useState } from 'react';
import { ApiProblem } from '../../api/api-problem.js';
import { send } from '../../api/client.js';
import { useGathered } from '../../parts/use-gathered.js';
import { useLive } from '../../parts/use-live.js';
import { changeText } from '../../parts/user-words.js';
import { type Row, rowWith } from './user-rows.js';

interface LiveRows {
  rows: Row[];
  put: (told: Row) => void;
  remove: (id: string) => void;
  reload: () => void;
}

/** From so many changes at once on, reading the list is cheaper than reading each. */
const manyChanges = 8;

/**
 * Keeps the shown rows true while others work.
 * @returns words for what has just changed; and `look`, to have somebody read again whom the reader changed
 */
export function useLiveRows({ rows, put, remove, reload }: LiveRows) {
  const [news, setNews] = useState('');
  const refresh = async ({ body: before }: Row) => {
    try {
      const told = await send('getUser', { params: { id: before.id } });
      put(told);
      setNews((old) => changeText(before, told.body) ?? old);
    } catch (error) {
      if (error instanceof ApiProblem && error.code === 'not_found') remove(before.id);
    }
  };
  const look = useGathered((ids) => {
    const known = ids.flatMap((id) => rowWith(rows, id) ?? []);
    if (known.length < ids.length || ids.length > manyChanges) reload();
    else void Promise.all(known.map(refresh));
  });
  useLive({ onUser: look, onGap: reload });
  return { news, look };
}
