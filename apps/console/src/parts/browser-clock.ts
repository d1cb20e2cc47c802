interface BrowserClock {
  timezone?: string;
  timeFormat?: '12h' | '24h';
}

/** Time zone and clock that the person is used to, as far as the browser tells. */
export function browserClock(): BrowserClock {
  const { timeZone, hour12 } = new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions();
  return {
    ...(/^[A-Za-z]+(?:[/_+-][A-Za-z0-9_+-]+)*$/.test(timeZone) ? { timezone: timeZone } : {}),
    ...(hour12 === undefined ? {} : { timeFormat: hour12 ? '12h' : '24h' }),
  };
}
