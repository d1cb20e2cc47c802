const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const dayFormat = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'long', year: 'numeric' });
const momentFormat = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

/** "in 5 days", "2 hours ago", "just now". */
export function fromNow(iso: string, now = Date.now()): string {
  const gap = Date.parse(iso) - now;
  const size = Math.abs(gap);
  if (size < minute) return gap > 0 ? 'in a moment' : 'just now';
  if (size < hour) return relative.format(Math.trunc(gap / minute), 'minute');
  if (size < day) return relative.format(Math.trunc(gap / hour), 'hour');
  return relative.format(Math.round(gap / day), 'day');
}

/** "31 January 2026" in the reader's own zone. */
export function dayOf(iso: string): string {
  return dayFormat.format(new Date(iso));
}

export function momentOf(iso: string): string {
  return momentFormat.format(new Date(iso));
}

/** "1 day", "47 days". */
export function daysText(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}
