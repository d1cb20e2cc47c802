import { z } from 'zod';

/** UUID of any version; ours are version 7 (RFC 9562), so they sort by creation time. */
export const Uuid = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, 'must be a UUID in lower case')
  .meta({ format: 'uuid' });

// Date takes 30 February for 2 March, and 24:00 for the next day; PostgreSQL has no year 0.
function isMoment(time: string): boolean {
  return new Date(time).getUTCDate() === Number(time.slice(8, 10)) && !time.startsWith('0000');
}

/** ISO 8601 UTC with milliseconds, for example `2026-01-31T08:15:00.000Z`: a day and a time that there are. */
export const IsoTime = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, {
    error: 'must be ISO 8601 in UTC with milliseconds',
    abort: true,
  })
  .refine(isMoment, 'must be a day and a time that there are')
  .meta({ format: 'date-time' });

// Control, format and bidirectional-override characters never belong into a name: they can forge mails and pages. Nor does
// what shows nothing, by which a name looks empty or like another: the last two are blanks that Unicode counts as signs.
const unprintable = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\u{1d159}]/u;

// Scripts in which a joiner makes another letter or word; and those of them where it may end one, after a sign.
const indic =
  '\\p{sc=Deva}\\p{sc=Beng}\\p{sc=Guru}\\p{sc=Gujr}\\p{sc=Orya}\\p{sc=Taml}\\p{sc=Telu}\\p{sc=Knda}\\p{sc=Mlym}\\p{sc=Sinh}';
const joining = `${indic}\\p{sc=Arab}\\p{sc=Syrc}\\p{sc=Mong}\\p{sc=Nkoo}\\p{sc=Khmr}\\p{sc=Mymr}\\p{sc=Tibt}`;
// Joiners in such scripts and in emoji, and chosen forms of a character, each with the character that they belong to.
// Without looking behind: older browsers cannot.
const needs = [
  '\\p{Extended_Pictographic}[\\ufe0f\\p{Emoji_Modifier}]?\\u200d(?=\\p{Extended_Pictographic})',
  '\\p{Extended_Pictographic}[\\ufe0e\\ufe0f]|[0-9#*]\\ufe0f(?=\\u20e3)',
  '[\\p{sc=Hani}\\p{sc=Mong}\\p{sc=Phag}\\p{sc=Mymr}]\\p{Variation_Selector}',
  `[${joining}\\u064b-\\u0655\\u0670][\\u200c\\u200d](?=[${joining}])`,
  `(?=\\p{M})[${indic}][\\u200c\\u200d]`,
];
const needed = new RegExp(`(?![\\p{Cf}\\p{Default_Ignorable_Code_Point}])(?:${needs.join('|')})`, 'gu');

function isPrintable(text: string): boolean {
  return !unprintable.test(text) || !unprintable.test(text.replace(needed, ''));
}

/** One line of human text: NFC, trimmed, inner white space folded, no control characters, at most `max` characters. */
export function Line(max: number) {
  return z
    .string()
    .max(max * 8)
    .refine(isPrintable, 'must not contain control or invisible characters')
    .transform((text) => text.normalize('NFC').replace(/\s+/gu, ' ').trim())
    .pipe(
      z
        .string()
        .min(1, 'must not be empty')
        .refine((text) => Array.from(text).length <= max, `must have at most ${max} characters`),
    )
    .meta({ maxLength: max, minLength: 1 });
}

const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const domainLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** IDNA to ASCII through the URL parser, which browsers and Node share. Empty when it is no host name. */
function asciiDomain(domain: string): string {
  if (/[\s/\\?#@:%[\]]/u.test(domain)) return '';
  try {
    return new URL(`http://${domain}`).hostname;
  } catch {
    return '';
  }
}

/** Canonical form of a mail address: lower case, domain in ASCII (IDNA). Does not validate. */
export function canonicalEmail(address: string): string {
  const text = address.normalize('NFC').trim();
  const at = text.lastIndexOf('@');
  if (at < 0) return text.toLowerCase();
  return `${text.slice(0, at).toLowerCase()}@${asciiDomain(text.slice(at + 1))}`;
}

function isCanonicalEmail(address: string): boolean {
  const [local, domain, ...rest] = address.split('@');
  if (!local || !domain || rest.length > 0) return false;
  const labels = domain.split('.');
  const topLevel = labels.at(-1) ?? '';
  return (
    local.length <= 64 &&
    address.length <= 254 &&
    localPart.test(local) &&
    labels.length >= 2 &&
    labels.every((label) => domainLabel.test(label)) &&
    !/^\d+$/.test(topLevel)
  );
}

/**
 * A mail address. Canonicalised first, validated second, and kept byte for byte: quoted local parts, comments,
 * lists, address literals, control characters and non-ASCII local parts are refused (security.md, rule 11).
 */
export const EmailAddress = z
  .string()
  .max(320)
  .refine(isPrintable, 'must not contain control or invisible characters')
  .transform(canonicalEmail)
  .pipe(z.string().refine(isCanonicalEmail, 'must be one plain mail address'))
  .meta({ format: 'email', maxLength: 254 });

/** IANA time zone name known to this runtime. */
export const Timezone = z
  .string()
  .max(64)
  .refine(isTimezone, 'must be an IANA time zone')
  .meta({ examples: ['Europe/Berlin'] });

const knownZones = new Map<string, boolean>();
function isTimezone(zone: string): boolean {
  const known = knownZones.get(zone);
  if (known !== undefined) return known;
  // Of another form are offsets, which some runtimes take and others do not.
  const valid = /^[A-Za-z][A-Za-z0-9/_+-]*$/.test(zone) && canFormatIn(zone);
  // Bounded: the tz database has under 700 names; strangers cannot fill this with invented ones.
  if (valid) knownZones.set(zone, valid);
  return valid;
}
function canFormatIn(zone: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

/** BCP 47 language tag by which times can be written. */
export const Locale = z
  .string()
  .max(35)
  .regex(/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/, { error: 'must be a BCP 47 language tag', abort: true })
  .refine(isLanguageTag, 'must be a BCP 47 language tag')
  .meta({ examples: ['en', 'de-AT'] });

/** `12h` or `24h`. */
export const TimeFormat = z.enum(['12h', '24h']);

/** Phone as people write it: digits and the usual separators, 40 characters. */
export const Phone = z
  .string()
  .trim()
  .max(40)
  .regex(/^\+?[0-9 ()./-]{2,40}$/, 'must be a phone number');

/** Mention handle without the at sign, unique over users and teams of an account. */
export const Mention = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])?$/, 'must be 1 to 40 of a-z, 0-9, dot, hyphen or underscore');

/** Number beside the UUID, from a sequence, never reused. */
export const IdNumber = z.int().positive();

/** A page of a list. `limit` 1 to 100; `cursor` is opaque and signed. */
export const PageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().min(1).max(1024).optional(),
  total: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true'),
});

/** Answer of a list: `nextCursor` is null on the last page, `total` only when asked for. */
export function PageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item).max(100),
    nextCursor: z.string().nullable(),
    total: z.int().nonnegative().optional(),
    /** True when there are more than `total`: counting ends at 10,000. */
    totalIsMinimum: z.literal(true).optional(),
  });
}

/** Distinct ids, at most `max`. */
export function IdList(max: number) {
  return z
    .array(Uuid)
    .max(max)
    .refine((ids) => new Set(ids).size === ids.length, 'must not name an id twice');
}

/** Empty object: a call without input or answer. */
export const Nothing = z.strictObject({});
