import { domainToUnicode } from 'node:url';

// Letters that Unicode does not decompose, so stripping marks leaves them as they are; and signs that people type for
// one another.
const plain: Record<string, string> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  ħ: 'h',
  ŋ: 'n',
  ŧ: 't',
  // Lower case makes it of a capital at the end of a word, and of one at the end of what is looked for.
  ς: 'σ',
  ی: 'ي',
  ک: 'ك',
  '’': "'",
  '‘': "'",
  ʼ: "'",
  '‐': '-',
};
const folded = new RegExp(`[${Object.keys(plain).join('')}]`, 'gu');
const ascii = /^[ -~]*$/;

/** Text for comparing: lower case, without accents and what cannot be seen. `Ørsted` and `orsted` become the same. */
export function fold(text: string): string {
  if (ascii.test(text)) return text.toLowerCase();
  const bare = text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Default_Ignorable_Code_Point}]+/gu, '')
    .toLowerCase();
  return bare.replace(folded, (letter) => plain[letter] ?? letter).normalize('NFC');
}

// Written without blanks between words: who looks for 菜 means 陽菜, too.
const unspaced = ['Han', 'Hiragana', 'Katakana', 'Bopomofo', 'Hangul', 'Thai', 'Lao', 'Khmer', 'Myanmar']
  .map((script) => `\\p{Script=${script}}`)
  .concat('ー')
  .join('');
const beside = new RegExp(`(?<=[^ ])(?=[${unspaced}])|(?<=[${unspaced}])(?=[^ ])`, 'gu');
const hasUnspaced = new RegExp(`[${unspaced}]`, 'u');

/** Whether it has characters that {@link separated} sets apart. */
export function isUnspaced(text: string): boolean {
  return hasUnspaced.test(text);
}

/** With each character of scripts that put no blanks between words as a word of its own, as indexes find words. */
export function separated(text: string): string {
  return ascii.test(text) ? text : text.replace(beside, ' ');
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

// Letters that begin a name in most of the world's lists, when no mark that belongs to them follows.
const plainStart = /^[A-Za-z](?:[ -~]|$)/;

function firstLetter(text: string): string {
  if (plainStart.test(text)) return text.charAt(0).toUpperCase();
  const [first] = segmenter.segment(text);
  return first?.segment.toUpperCase() ?? '';
}

/** `NO` for Nadia Okafor: the first written character of either name. */
export function initialsOf(firstName: string, lastName: string): string {
  return `${firstLetter(firstName)}${firstLetter(lastName)}`;
}

// One written character may be a whole sentence once it is folded. An entry of the index of names has at most 2,704 bytes,
// for both the name by which it sorts and the text that is searched; a cursor has the former.
const sortedBytes = 400;
const searchedBytes = 2_000;

/** As much of the beginning as so many bytes hold, without a part of a character. */
function beginningOf(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  // A stream keeps back what is not complete.
  return new TextDecoder().decode(Buffer.from(text).subarray(0, bytes), { stream: true });
}

/** What sorting by name compares. */
export function sortNameOf(firstName: string, lastName: string): string {
  return beginningOf(fold(`${firstName} ${lastName}`), sortedBytes);
}

/** The address as people write it, when its domain is not in ASCII there. */
function writtenAddress(email: string): string[] {
  if (!email.includes('xn--')) return [];
  const at = email.lastIndexOf('@') + 1;
  const domain = domainToUnicode(email.slice(at));
  return domain === '' ? [] : [fold(`${email.slice(0, at)}${domain}`)];
}

/** What the search looks through: the name and, as far as there is room, all addresses in every way to write them. */
export function searchTextOf(person: {
  firstName: string;
  lastName: string;
  email: string;
  alternateEmails?: readonly string[];
}): string {
  const addresses = [person.email, ...(person.alternateEmails ?? [])];
  const parts = addresses.flatMap((email) => [email, ...writtenAddress(email).map(separated)]);
  let text = beginningOf(separated(fold(`${person.firstName} ${person.lastName}`)), searchedBytes);
  let room = searchedBytes - Buffer.byteLength(text);
  for (const part of parts) {
    room -= Buffer.byteLength(part) + 1;
    if (room >= 0) text += ` ${part}`;
  }
  return text;
}

function handle(text: string): string {
  return fold(text)
    .replace(/[^a-z0-9]+/g, '')
    .slice(0, 30);
}

/**
 * Mention handles to try in order: first name, then more of the last name, then numbers. The last one ends in chance
 * characters, so that it is free.
 */
export function mentionCandidates(person: { firstName: string; lastName: string; email: string }, chance: string) {
  const first = handle(person.firstName);
  const last = handle(person.lastName);
  const base = first || last || handle(person.email.split('@')[0] ?? '') || 'user';
  const full = [base, last].filter((part) => part !== '' && part !== base).join('.');
  const named = last === '' || last === base ? [base] : [base, `${base}.${last[0]}`, `${base}.${last}`];
  const numbered = [2, 3, 4, 5].map((number) => `${[base, full].filter(Boolean).join('.').slice(0, 36)}${number}`);
  return [...new Set([...named, ...numbered, `${base}.${chance}`])].map((candidate) => candidate.slice(0, 40));
}
