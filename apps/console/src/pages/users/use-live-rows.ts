import { useState } from 'react';
import { ApiProblem } from '../../api/api-problem.js';
import { ask } from '../../api/client.js';
import type { User } from '../../api/types.js';
import { useGathered } from '../../parts/use-gathered.js';
import { useLive } from '../../parts/use-live.js';
import { changeText } from '../../parts/user-words.js';

interface LiveRows {
  rows: User[];
  put: (user: User) => void;
  remove: (id: string) => void;
  reload: () => void;
}

/** From so many changes at once on, reading the list is cheaper than reading each. */
const manyChanges = 8;

/** Keeps the shown rows true while others work. Answers with words for what has just changed. */
export function useLiveRows({ rows, put, remove, reload }: LiveRows): string {
  const [news, setNews] = useState('');
  const refresh = async (before: User) => {
    try {
      const user = await ask('getUser', { params: { id: before.id } });
      put(user);
      setNews((old) => changeText(before, user) ?? old);
    } catch (error) {
      if (error instanceof ApiProblem && error.code === 'not_found') remove(before.id);
    }
  };
  const onUser = useGathered((ids) => {
    const known = rows.filter(({ id }) => ids.includes(id));
    if (known.length < ids.length || ids.length > manyChanges) reload();
    else void Promise.all(known.map(refresh));
  });
  useLive({ onUser, onGap: reload });
  return news;
}
