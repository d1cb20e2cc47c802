import { useEffect, useState } from 'react';
import { ask } from '../../api/client.js';
import { useMay, useSession } from '../../app/session.js';
import { SelectField, TextField } from '../../parts/fields.js';
import { useLoad } from '../../parts/use-load.js';
import { fullName } from '../../parts/user-words.js';

const pauseMs = 250;
const most = 100;

/** The text once there was a pause in typing. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(text.trim()), pauseMs);
    return () => window.clearTimeout(timer);
  }, [text]);
  return settled;
}

/** Oneself, and the people that one may look after. The services decide whom of them it can be. */
function useCandidates(search: string) {
  const mayManage = useMay('users.manage');
  const { state } = useLoad(
    async (signal) => {
      const query = { state: 'active' as const, limit: most, ...(search === '' ? {} : { q: search }) };
      return mayManage ? ask('listUsers', { query, signal }) : { items: [], nextCursor: null };
    },
    [mayManage, search],
  );
  const { items, nextCursor } = state.phase === 'ready' ? state.data : { items: [], nextCursor: null };
  return { people: items.filter(({ role }) => role !== 'light_user'), more: nextCursor !== null };
}

interface GuardianFieldProps {
  value: string;
  fault: string | undefined;
  onValue: (id: string) => void;
  /** Whoever it is now, with their name. */
  now?: { id: string; name: string } | undefined;
}

/** Who answers for a token, and by whose rights it acts. */
export function GuardianField({ value, fault, onValue, now }: GuardianFieldProps) {
  const { me } = useSession();
  const [search, setSearch] = useState('');
  const { people, more } = useCandidates(useSettled(search));
  const options = new Map([
    [me.id, `${fullName(me)} (you)`],
    ...(now === undefined || now.id === me.id ? [] : [[now.id, now.name] as const]),
    ...people.filter(({ id }) => id !== me.id).map((person) => [person.id, fullName(person)] as const),
  ]);
  return (
    <>
      {more || search !== '' ? (
        <TextField
          label="Find a person"
          optional
          autoComplete="off"
          value={search}
          onValue={setSearch}
          maxLength={100}
        />
      ) : null}
      <div className="field">
        <SelectField label="Guardian" value={value} onValue={onValue} options={[...options]} />
        {fault === undefined ? null : (
          <p className="field-error" role="alert">
            {fault}
          </p>
        )}
        <p className="field-hint">
          The token acts by the rights of its guardian. When they leave, the account owner takes over.
        </p>
      </div>
    </>
  );
}
