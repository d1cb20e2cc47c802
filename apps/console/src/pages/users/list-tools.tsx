import { useEffect, useId, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { ListUsersQuery } from '../../api/types.js';
import { SelectField } from '../../parts/fields.js';
import { usePlaces } from '../../parts/use-places.js';
import {
  alertOptions,
  filterCount,
  type FilterName,
  isNarrowed,
  roleOptions,
  sortOptions,
  stateOptions,
  twoFactorOptions,
  withoutFilters,
  withPart,
} from './list-query.js';
import { SearchBox, useSearchText } from './search-box.js';

/**
 * What the address asks for. One choice may follow another before that has been drawn, or wait for a pause in typing
 * meanwhile: each is made upon all that were made before it.
 */
function useAddressedQuery() {
  const [search, setSearch] = useSearchParams();
  const newest = useRef(search);
  useEffect(() => {
    newest.current = search;
  }, [search]);
  const go = (change: (now: URLSearchParams) => URLSearchParams) => {
    newest.current = change(newest.current);
    setSearch(newest.current, { replace: true });
  };
  const set = (name: string, value: string) => go((now) => withPart(now, name, value));
  return { q: search.get('q') ?? '', set, clear: () => go(withoutFilters) };
}

interface ListToolsProps {
  query: ListUsersQuery;
  total: number | undefined;
  /** What has just changed in the list, to be announced. */
  news: string;
}

/** Search, filters and order. They live in the address, so that a list can be kept and shared. */
export function ListTools({ query, total, news }: ListToolsProps) {
  const { q, set, clear } = useAddressedQuery();
  const { clear: clearText, ...searchText } = useSearchText(q, (text) => set('q', text));
  const [open, setOpen] = useState(false);
  const count = filterCount(query);
  const id = useId();
  const clearAll = () => {
    clear();
    clearText();
  };
  return (
    <search className="tools" aria-label="Users">
      <div className="tools-row">
        <SearchBox {...searchText} />
        <button
          type="button"
          className="button tools-toggle"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
        >
          Filters{count === 0 ? '' : ` (${count})`}
        </button>
      </div>
      <div id={id} className={open ? 'tools-filters tools-open' : 'tools-filters'}>
        <Filters query={query} set={set} />
      </div>
      <div className="tools-result">
        <p role="status">{total === undefined ? '' : `${total} ${total === 1 ? 'user' : 'users'}`}</p>
        {isNarrowed(query) ? (
          <button type="button" className="link-button" onClick={clearAll}>
            Clear search and filters
          </button>
        ) : null}
        <p className="news" aria-live="polite">
          {news}
        </p>
      </div>
    </search>
  );
}

function named(places: { id: string; name: string }[]) {
  return places.map(({ id, name }) => [id, name] as const);
}

function Filters({ query, set }: { query: ListUsersQuery; set: (name: string, value: string) => void }) {
  const { state } = usePlaces();
  const { teams, mailboxes } = state.phase === 'ready' ? state.data : { teams: [], mailboxes: [] };
  const field = (name: FilterName) => ({ value: query[name] ?? '', onValue: (value: string) => set(name, value) });
  return (
    <>
      <SelectField label="Role" options={roleOptions} {...field('role')} />
      <SelectField label="State" options={stateOptions} {...field('state')} />
      <SelectField label="Alerts" options={alertOptions} {...field('alert')} />
      <SelectField label="Two-factor sign-in" options={twoFactorOptions} {...field('twoFactor')} />
      {teams.length === 0 ? null : (
        <SelectField label="Team" options={[['', 'All teams'], ...named(teams)]} {...field('teamId')} />
      )}
      {mailboxes.length === 0 ? null : (
        <SelectField label="Mailbox" options={[['', 'All mailboxes'], ...named(mailboxes)]} {...field('mailboxId')} />
      )}
      <SelectField
        label="Order"
        options={sortOptions}
        value={query.sort ?? 'name'}
        onValue={(value) => set('sort', value === 'name' ? '' : value)}
      />
    </>
  );
}
