import type { AuditEntry } from '#contracts';
import { csvLine } from '../lists/csv.js';
import type { SelectedEntry } from './audit-log.query.js';

/** Who was erased is still somebody. */
const erased = 'Deleted user';
const names = { user: erased, service: 'Muster', operator: 'Operator' } as const;

function targetName(row: SelectedEntry): string | null {
  return row.target_kind === 'user' ? row.target_name || erased : row.target_name;
}

/** Row -> what the API shows. */
export function toAuditEntry(row: SelectedEntry): AuditEntry {
  return {
    id: row.id,
    at: row.at.toISOString(),
    action: row.action,
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name || names[row.actor_kind] },
    target: { kind: row.target_kind, id: row.target_id, name: targetName(row) },
    origin: row.ip === null ? null : { ip: row.ip, userAgent: row.user_agent ?? '' },
    change: { ...row.change, ...row.personal_change },
    requestId: row.request_id,
  };
}

const columns = ['at', 'action', 'actor', 'actorId', 'targetKind', 'target', 'targetId', 'ip', 'userAgent'] as const;

export const auditCsvHeader = csvLine([...columns, 'change', 'requestId', 'id']);

/** Row -> line of the export. */
export function toAuditLine(row: SelectedEntry): string {
  const { id, at, action, actor, target, origin, change, requestId } = toAuditEntry(row);
  const who = [actor.name, actor.id, target.kind, target.name, target.id, origin?.ip, origin?.userAgent];
  return csvLine([at, action, ...who, JSON.stringify(change), requestId, id]);
}
