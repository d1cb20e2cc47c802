import { Link } from 'react-router';
import type { AuditEntry } from '../api/types.js';
import { actionText, changeLines } from './audit-words.js';
import { fromNow, momentOf } from './times.js';

/** Who did what to whom, newest first. */
export function AuditList({ entries }: { entries: readonly AuditEntry[] }) {
  return (
    <ol className="audit">
      {entries.map((entry) => (
        <li key={entry.id}>
          <p className="audit-what">
            <strong>{entry.actor.name}</strong> {actionText(entry.action)}
            <Target entry={entry} />
          </p>
          <p className="audit-when">
            <time dateTime={entry.at} title={momentOf(entry.at)}>
              {fromNow(entry.at)}
            </time>
            {entry.origin === null ? '' : ` from ${entry.origin.ip}`}
          </p>
          <Changes entry={entry} />
        </li>
      ))}
    </ol>
  );
}

function Target({ entry: { target, actor, action } }: { entry: AuditEntry }) {
  if (target.name === null || target.id === actor.id) return null;
  const gone = action === 'user.deleted' || action === 'user.erased';
  return (
    <>
      {': '}
      {target.kind === 'user' && !gone ? <Link to={`/users/${target.id}`}>{target.name}</Link> : target.name}
    </>
  );
}

function Changes({ entry }: { entry: AuditEntry }) {
  const lines = changeLines(entry);
  if (lines.length === 0) return null;
  return (
    <details className="audit-change">
      <summary>
        What changed
        <span className="unseen">
          {' '}
          when {entry.actor.name} {actionText(entry.action)} {fromNow(entry.at)}
        </span>
      </summary>
      <dl className="facts">
        {lines.map(({ field, before, after }) => (
          <div key={field}>
            <dt>{field}</dt>
            <dd>
              {before} → {after}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
