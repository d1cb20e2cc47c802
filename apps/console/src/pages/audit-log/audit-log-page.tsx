import { useSearchParams } from 'react-router';
import { ask } from '../../api/client.js';
import { endpoints, urlOf } from '../../api/endpoints.js';
import { useMay } from '../../app/session.js';
import { AuditList } from '../../parts/audit-list.js';
import { actionWords, fieldText } from '../../parts/audit-words.js';
import { SelectField, TextField } from '../../parts/fields.js';
import { LoadedPart } from '../../parts/loaded-part.js';
import { MoreButton } from '../../parts/more-button.js';
import { PageHeading } from '../../parts/page-heading.js';
import { usePages } from '../../parts/use-pages.js';
import { auditFiltersFrom, isFiltered } from './audit-query.js';

const actionOptions = [
  ['', 'Everything'],
  ...Object.entries(actionWords).map(([action, words]) => [action, fieldText(words)] as const),
] as const;

/** Every change that matters for security. Its filters live in the address. */
export function AuditLogPage() {
  const mayRead = useMay('account.settings');
  return (
    <div className="page page-narrow">
      <PageHeading title="Audit log" />
      {mayRead ? <AuditLog /> : <p className="lead">Only those who may change the account’s settings can read it.</p>}
    </div>
  );
}

function AuditLog() {
  const [search] = useSearchParams();
  const filters = auditFiltersFrom(search);
  const { state, items, retry, more } = usePages(
    (cursor, signal) => ask('listAuditLog', { query: { ...filters, limit: 50, cursor }, signal }),
    [search.toString()],
  );
  return (
    <>
      <p className="lead">Who changed what, newest first. Nobody can edit it.</p>
      <Filters />
      <p className="audit-export">
        <a href={urlOf(endpoints.exportAuditLog.path, {}, filters)} download="audit-log.csv">
          {isFiltered(filters) ? 'Download these entries as CSV' : 'Download all as CSV'}
        </a>
      </p>
      <section className="card" aria-label="Entries">
        <LoadedPart state={state} onRetry={retry}>
          {() => (items.length === 0 ? <p className="quiet">No such entries.</p> : <AuditList entries={items} />)}
        </LoadedPart>
        <MoreButton more={more} />
      </section>
    </>
  );
}

function Filters() {
  const [search, setSearch] = useSearchParams();
  const set = (name: string, value: string) =>
    setSearch(
      (now) => {
        const next = new URLSearchParams(now);
        if (value === '') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  const field = (name: string) => ({
    value: search.get(name) ?? '',
    onValue: (value: string) => set(name, value),
  });
  const onePerson = search.has('targetId') || search.has('actorId');
  return (
    <search className="audit-filters" aria-label="Audit log">
      <SelectField label="What" options={actionOptions} {...field('action')} />
      <TextField label="From" type="date" optional {...field('from')} />
      <TextField label="Until" type="date" optional {...field('to')} />
      {search.size === 0 ? null : (
        <p className="audit-clear" role="status">
          {onePerson ? 'Only entries about one person. ' : ''}
          <button type="button" className="link-button" onClick={() => setSearch({}, { replace: true })}>
            Clear filters
          </button>
        </p>
      )}
    </search>
  );
}
