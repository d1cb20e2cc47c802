// Letters that Unicode does not decompose, so stripping marks leaves them as they are.
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
  '’': "'",
};

/** Text for comparing: lower case, without accents. `Ørsted` and `orsted` become the same. */
export function fold(text: string): string {
  const bare = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  return bare.replace(/[øłđðþßæœıħ’]/gu, (letter) => plain[letter] ?? letter).normalize('NFC');
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

/** What sorting by name compares. */
export function sortNameOf(firstName: string, lastName: string): string {
  return fold(`${firstName} ${lastName}`);
}

/** What the search looks through. */
export function searchTextOf(person: { firstName: string; lastName: string; email: string }): string {
  return `${fold(`${person.firstName} ${person.lastName}`)} ${person.email}`;
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
