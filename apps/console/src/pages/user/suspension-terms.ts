import type { SuspendUserBody } from '../../api/types.js';

export interface Terms {
  /** Of a date field: the first day back, or nothing. */
  returnDay: string;
  reason: string;
}

const dayMs = 86_400_000;

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** `2026-01-31` in the reader's own zone, for date fields. */
export function dayField(time: Date): string {
  return `${time.getFullYear()}-${twoDigits(time.getMonth() + 1)}-${twoDigits(time.getDate())}`;
}

/** The first day that can be chosen to return. */
export function tomorrow(now = Date.now()): string {
  return dayField(new Date(now + dayMs));
}

/** The day begins at midnight where the reader is. */
export function termsBody({ returnDay, reason }: Terms): SuspendUserBody {
  const words = reason.trim();
  return {
    until: returnDay === '' ? null : new Date(`${returnDay}T00:00:00`).toISOString(),
    reason: words === '' ? null : words,
  };
}
