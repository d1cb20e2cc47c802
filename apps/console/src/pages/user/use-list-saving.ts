import { useState } from 'react';
import type { Answer } from '../../api/client.js';
import { useAction } from '../../parts/use-action.js';
import { toggled } from '../../parts/toggled.js';

interface ListSavingInput {
  chosen: string[];
  etag: string | undefined;
  put: (ids: string[], ifMatch: string | undefined) => Promise<Answer<unknown>>;
  onSaved: () => void;
}

/** Check boxes that are saved together, unless somebody else was faster. */
export function useListSaving({ chosen, etag, put, onSaved }: ListSavingInput) {
  const [ids, setIds] = useState(chosen);
  const [version, setVersion] = useState(etag);
  const { busy, problem, run } = useAction();
  const toggle = (id: string, on: boolean) => setIds((before) => toggled(before, id, on));
  const save = () =>
    run(async () => {
      const answer = await put(ids, version);
      setVersion(answer.etag);
      onSaved();
    });
  return { ids, toggle, busy, problem, save };
}
