import type { AuditFilters } from '../../api/types.js';

function idIn(value: string | null): string | undefined {
  return value !== null && /^[0-9a-f-]{36}$/.test(value) ? value : undefined;
}

/** Midnight of a day where the reader is, some days later; undefined for what is no day. */
function midnight(day: string | null, daysLater = 0): string | undefined {
  if (day === null || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  const time = new Date(`${day}T00:00:00`);
  if (Number.isNaN(time.getTime())) return undefined;
  time.setDate(time.getDate() + daysLater);
  return time.toISOString();
}

/** What the address bar asks for; the last day is included. Anything unreadable is left out. */
export function auditFiltersFrom(search: URLSearchParams): AuditFilters {
  const action = search.get('action') ?? '';
  return {
    actorId: idIn(search.get('actorId')),
    targetId: idIn(search.get('targetId')),
    action: /^[a-z_]+\.[a-z_]+$/.test(action) ? action : undefined,
    from: midnight(search.get('from')),
    to: midnight(search.get('to'), 1),
  };
}

export function isFiltered(filters: AuditFilters): boolean {
  return Object.values(filters).some((value) => value !== undefined);
}
