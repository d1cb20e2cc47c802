import { useEffect, useState } from 'react';
import { NavigationType, useNavigationType } from 'react-router';
import { useSession } from '../../app/session.js';
import { keptInput } from '../../parts/kept-input.js';
import { type Draft, emptyDraft, isDraft } from './draft.js';

const path = '/users/new';

function keptDraft(ownerId: string): Draft {
  const kept = keptInput.read(path, ownerId);
  return isDraft(kept) ? kept : emptyDraft;
}

/** What is typed. Who presses "New user" begins anew; loading the page again, or coming back to it, goes on. */
export function useDraft() {
  const ownerId = useSession().me.id;
  const action = useNavigationType();
  const [draft, setDraft] = useState(() => (action === NavigationType.Push ? emptyDraft : keptDraft(ownerId)));
  useEffect(() => {
    if (draft === emptyDraft) keptInput.forget();
    else keptInput.keep({ path, ownerId, input: draft });
  }, [draft, ownerId]);
  const change = (changes: Partial<Draft>) => setDraft((before) => ({ ...before, ...changes }));
  return { draft, change, forget: () => keptInput.forget() };
}
