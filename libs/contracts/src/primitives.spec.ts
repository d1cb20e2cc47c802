import { describe, expect, it } from '@jest/globals';
import { CreateApiKeyBody } from './api-keys.js';
import { ListAuditQuery } from './audit.js';
import { SuspendUserBody } from './lifecycle.js';
import { EmailAddress, IsoTime, Line, Locale, Timezone } from './primitives.js';
import { smallestPlanWith } from './roles.js';

describe('EmailAddress', () => {
  it.each([
    ['Ada@Example.COM', 'ada@example.com'],
    ['  ada@example.com ', 'ada@example.com'],
    ['ada@bücher.example', 'ada@xn--bcher-kva.example'],
    ["o'neil+tag@mail.example.org", "o'neil+tag@mail.example.org"],
  ])('canonicalises %s', (written, kept) => {
    expect(EmailAddress.parse(written)).toBe(kept);
  });

  it.each([
    '"quoted"@example.com',
    'ada(comment)@example.com',
    'ada@example.com, bob@example.com',
    'ada@[127.0.0.1]',
    'ada@127.0.0.1',
    'ada@localhost',
    'ada@@example.com',
    'ada@example.com\r\nBcc: eve@example.com',
    'аda@example.com', // Cyrillic а
    'ada\u202e@example.com',
    'ada..b@example.com',
    '.ada@example.com',
    'ada@exa mple.com',
    'ada@example.com/path',
    'ada@-example.com',
    '@example.com',
    'ada@',
    '',
    `${'a'.repeat(65)}@example.com`,
  ])('refuses %j', (written) => {
    expect(EmailAddress.safeParse(written).success).toBe(false);
  });

  it('is stable: what it made it accepts unchanged', () => {
    const once = EmailAddress.parse('Zoë.test@EXAMPLE.com'.replace('ë', 'e'));
    expect(EmailAddress.parse(once)).toBe(once);
  });
});

describe('Line', () => {
  it('folds white space, trims and composes', () => {
    expect(Line(40).parse('  Ana \u00a0 María  Jose\u0301 ')).toBe('Ana María José');
  });

  it('counts characters, not code units', () => {
    expect(Line(3).safeParse('👩👩👩').success).toBe(true);
    expect(Line(3).safeParse('👩👩👩👩').success).toBe(false);
  });

  it('keeps the joiners that Persian names need', () => {
    expect(Line(40).safeParse('علی\u200cرضا').success).toBe(true);
  });

  it.each([
    'علی\u200cرضا', // Persian: not joined
    'ශ්\u200dරී', // Sinhala: a conjunct
    'ന്\u200d', // Malayalam: a letter of its own at the end
    'क्\u200cष',
    '葛\u{e0100}城', // this way of writing the character, and no other
    'Team 👩\u200d💻 👩🏽\u200d❤\ufe0f\u200d👨 ❤\ufe0f 1\ufe0f\u20e3',
    'ᠮᠣᠩ\u180bᠭᠣᠯ',
    'İpek',
    'O\u2019Neil',
  ])('keeps what cannot be seen where it makes a difference: %j', (text) => {
    expect(Line(40).parse(text)).toBe(text);
  });

  it.each([
    '\u3164',
    '\u115f',
    '\u1160',
    '\uffa0',
    '\u2800',
    'Ada\u3164',
    'A\u2800da',
    'Ada\u200d',
    'A\u200cda',
    'علی\u200c\u200cرضا',
    'علی\u200c',
    '\u200cعلی',
    'Ada\u034f',
    'Ada\u00ad',
    'A\u180eda',
    '\ufe0f',
    'Ada \ufe0f',
    'A\ufe0fda',
    '1\ufe0f',
    '葛\u{e0100}\u{e0100}城',
    '\u{e0100}',
    'Ada\u{e0041}',
    'Ada\u17b4',
    'Ada\u2060',
    '👩\u200d',
    'Ada\u061c',
    'Ada\u061c\u200dعلی',
    '\u180e\ufe00',
    '\u17b4\u200dក',
    '\u{1d159}',
  ])('refuses what cannot be seen: %j', (text) => {
    expect(Line(40).safeParse(text).success).toBe(false);
  });

  it.each(['a\u0000b', 'a\r\nb', 'a\u202eb', '\ud800', '   ', '', 'x'.repeat(41)])('refuses %j', (text) => {
    expect(Line(40).safeParse(text).success).toBe(false);
  });
});

describe('IsoTime', () => {
  it.each([
    '2026-01-31T08:15:00.000Z',
    '2024-02-29T23:59:59.999Z',
    '2000-02-29T00:00:00.000Z',
    '0001-01-01T00:00:00.000Z',
    '9999-12-31T23:59:59.999Z',
  ])('takes %s', (time) => {
    expect(IsoTime.parse(time)).toBe(time);
    expect(new Date(time).toISOString()).toBe(time);
  });

  const impossible = [
    '2026-02-30T00:00:00.000Z',
    '2026-02-29T00:00:00.000Z',
    '2100-02-29T00:00:00.000Z',
    '2026-04-31T00:00:00.000Z',
    '2026-13-01T00:00:00.000Z',
    '2026-00-01T00:00:00.000Z',
    '2026-01-00T00:00:00.000Z',
    '2026-01-32T00:00:00.000Z',
    '2026-01-01T24:00:00.000Z',
    '2026-01-01T25:00:00.000Z',
    '2026-01-01T00:60:00.000Z',
    '2016-12-31T23:59:60.000Z', // a leap second: neither Date nor PostgreSQL keeps one
    '0000-01-01T00:00:00.000Z', // PostgreSQL has no year 0
    '+010000-01-01T00:00:00.000Z',
    '10000-01-01T00:00:00.000Z',
    '2026-01-01T00:00:00.000+01:00',
    '2026-01-01T00:00:00Z',
    '2026-01-01T00:00:00.000000Z',
    '2026-01-01T00:00:00.000Z\n',
    '٢٠٢٦-01-01T00:00:00.000Z',
  ];
  it.each(impossible)('refuses %j', (time) => {
    expect(IsoTime.safeParse(time).success).toBe(false);
  });

  it.each(impossible)('refuses %j wherever a time is sent', (time) => {
    const faults = [
      ListAuditQuery.safeParse({ from: time }),
      ListAuditQuery.safeParse({ to: time }),
      SuspendUserBody.safeParse({ until: time }),
      CreateApiKeyBody.safeParse({ name: 'Export', kind: 'api', scopes: ['users:read'], expiresAt: time }),
    ].map((parsed) => parsed.error?.issues.map((issue) => issue.path.join('.')));
    expect(faults).toEqual([['from'], ['to'], ['until'], ['expiresAt']]);
  });
});

describe('Locale', () => {
  it.each(['en', 'de-AT', 'zh-Hant-TW', 'sr-Latn', 'es-419', 'de-DE-1996'])('takes %s', (tag) => {
    expect(Locale.parse(tag)).toBe(tag);
  });

  // What looks like a tag and is none: Intl throws, and mails would fall back to English.
  it.each(['en-US-US', 'en-abcdefghi', 'en-12', 'de-1996-1996', 'xx_YY', '../../etc/passwd', ''])(
    'refuses %j',
    (tag) => {
      expect(Locale.safeParse(tag).success).toBe(false);
    },
  );
});

describe('Timezone', () => {
  it('knows IANA names and refuses others', () => {
    expect(Timezone.safeParse('America/Argentina/Buenos_Aires').success).toBe(true);
    expect(Timezone.safeParse('Mars/Olympus').success).toBe(false);
    expect(Timezone.safeParse('constructor').success).toBe(false);
  });

  it.each(['EST5EDT', 'PST8PDT', 'GMT0', 'Etc/GMT+5', 'Etc/GMT-14', 'EST', 'NZ-CHAT', 'America/Port-au-Prince', 'UTC'])(
    'takes %s',
    (zone) => {
      expect(Timezone.parse(zone)).toBe(zone);
    },
  );

  it('knows every name that this runtime knows', () => {
    const names = Intl.supportedValuesOf('timeZone');
    expect(names.filter((zone) => !Timezone.safeParse(zone).success)).toEqual([]);
  });

  // Some runtimes take offsets; the browsers and services that read them later need not.
  it.each(['+05:30', '-05:00', '+01', 'Etc/GMT+99', 'EST5', '5EST', 'Europe/Berlin ', '', `A${'-'.repeat(62)}!`])(
    'refuses %j at once',
    (zone) => {
      expect(Timezone.safeParse(zone).success).toBe(false);
    },
  );
});

describe('plans', () => {
  it('names the smallest plan with a feature', () => {
    expect(smallestPlanWith('teams')).toBe('plus');
    expect(smallestPlanWith('api_keys')).toBe('standard');
  });
});
