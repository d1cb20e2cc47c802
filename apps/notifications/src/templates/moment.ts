/** How a person reads times. */
export interface Reader {
  timezone: string;
  locale: string;
  timeFormat: '12h' | '24h';
}

function format(at: Date, { timezone, locale, timeFormat }: Reader): string {
  return new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
    hourCycle: timeFormat === '12h' ? 'h12' : 'h23',
    timeZone: timezone,
  }).format(at);
}

/** A moment in the reader's time zone and language; in UTC and English where this runtime does not know theirs. */
export function momentFor(reader: Reader, isoTime: string): string {
  const at = new Date(isoTime);
  try {
    return format(at, reader);
  } catch {
    return format(at, { ...reader, timezone: 'UTC', locale: 'en' });
  }
}
