import { useEffect, useId, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { ListUsersQuery } from '../../api/types.js';
import { SelectField } from '../../parts/fields.js';
import { SearchGlyph } from '../../parts/icons.js';
import { usePlaces } from '../../parts/use-places.js';
import {
  alertOptions,
  filterCount,
  filterNames,
  type FilterName,
  isNarrowed,
  roleOptions,
  sortOptions,
  stateOptions,
  withPart,
} from './list-query.js';

const pauseMs = 250;

interface ListToolsProps {
  query: ListUsersQuery;
  total: number | undefined;
  /** What has just changed in the list, to be announced. */
  news: string;
}

/** Search, filters and order. They live in the address, so that a list can be kept and shared. */
export function ListTools({ query, total, news }: ListToolsProps) {
  const [search, setSearch] = useSearchParams();
  const [open, setOpen] = useState(false);
  const count = filterCount(query);
  const id = useId();
  const set = (name: string, value: string) => setSearch((now) => withPart(now, name, value), { replace: true });
  const clear = () =>
    setSearch((now) => filterNames.reduce((left, name) => withPart(left, name, ''), withPart(now, 'q', '')), {
      replace: true,
    });
  return (
    <search className="tools" aria-label="Users">
      <div className="tools-row">
        <SearchBox value={search.get('q') ?? ''} onSearch={(text) => set('q', text)} />
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
          <button type="button" className="link-button" onClick={clear}>
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

/** Waits for a pause in typing; follows the address when that changes by other means. */
function SearchBox({ value, onSearch }: { value: string; onSearch: (text: string) => void }) {
  const [text, setText] = useState(value);
  const timer = useRef<number | undefined>(undefined);
  const id = useId();
  const sent = useRef(value);
  useEffect(() => {
    if (value !== sent.current) setText(value);
    sent.current = value;
  }, [value]);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const type = (typed: string) => {
    setText(typed);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      sent.current = typed.trim();
      onSearch(sent.current);
    }, pauseMs);
  };
  return (
    <div className="search-box">
      <label htmlFor={id} className="unseen">
        Search by name or email
      </label>
      <SearchGlyph />
      <input
        id={id}
        type="search"
        placeholder="Search by name or email"
        maxLength={100}
        value={text}
        onChange={(event) => type(event.target.value)}
      />
    </div>
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
