const maxLength = 60;
const scheme = /\S*:\/\/\S*|\bwww\.\S*/giu;
const tag = /<[^<>]*>/gu;
// Joiners and chosen forms of a character stay: some names need them.
const unprintable =
  /[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u2800\u{1d159}]|(?![\u200c\u200d\p{Variation_Selector}])[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const otherDots = /[\u3002\uff0e\uff61]/gu;
const dotInside = /(?<=[\p{L}\p{N}-])\.(?=[\p{L}\p{N}-]{2,})/gu;

function shorten(text: string): string {
  const characters = Array.from(text);
  return characters.length <= maxLength
    ? text
    : `${characters
        .slice(0, maxLength - 1)
        .join('')
        .trim()}…`;
}

/**
 * A name as it may stand in a mail: one line of at most 60 characters without markup, and without anything that a mail
 * program would turn into a link (`evil.example` becomes `evil. example`). Names are checked when they are stored; a
 * mail carries our sender, so it does not rely on that.
 */
export function mailName(name: string, fallback: string): string {
  const clean = name
    .slice(0, 10_000)
    .normalize('NFC')
    .replace(unprintable, ' ')
    .replace(tag, ' ')
    .replace(/[<>"]/gu, ' ')
    .replace(scheme, ' ')
    .replace(otherDots, '.')
    .replace(dotInside, '. ')
    .replace(/\s+/gu, ' ')
    .trim();
  return clean === '' ? fallback : shorten(clean);
}

/** First and last name of a person, for mails. */
export function personName(person: { firstName: string; lastName: string }, fallback: string): string {
  return mailName(`${mailName(person.firstName, '')} ${mailName(person.lastName, '')}`, fallback);
}
