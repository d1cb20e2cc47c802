import { describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { someLink, somebody } from '../testing/facts.js';
import {
  newSignInLetter,
  passwordChangedLetter,
  passwordResetLetter,
  refreshReuseLetter,
  signUpKnownLetter,
  signUpLetter,
} from './access.js';

const head = {
  publicUrl: 'https://desk.example',
  sender: { name: 'Muster', address: 'no-reply@muster.example' },
};
const at = '2026-12-01T08:00:00.000Z';
const signIn = {
  accountId: uuidv7(),
  userId: uuidv7(),
  device: 'Apple iPhone',
  browser: 'Safari 17',
  os: 'iOS 17.5',
  location: { city: null, region: null, country: 'Germany', countryCode: 'DE' },
  createdAt: at,
};

function letters(fields: Parameters<typeof somebody>[0] = {}) {
  const person = somebody({ state: 'active', ...fields });
  const { accountName, firstName, lastName, email, timezone } = person;
  const recipient = { accountId: uuidv7(), userId: uuidv7(), accountName, firstName, lastName, email, timezone };
  const link = someLink(person.id, { path: '/password-reset/Zm9vYmFyYmF6cXV4MTIzNA' });
  return [
    passwordResetLetter({ person, link }, head),
    passwordChangedLetter({ person, at }, head),
    newSignInLetter({ person, signIn }, head),
    signUpLetter({ recipient, link: { ...link, path: '/sign-up/Zm9vYmFyYmF6cXV4MTIzNA' } }, head),
    signUpKnownLetter({ person }, head),
    refreshReuseLetter({ person, session: signIn, at }, head),
  ];
}

describe('letters about access', () => {
  it('say what they are for', () => {
    const [reset, changed, fresh, signUp, known, reused] = letters().map(({ text }) => text);
    expect(reset).toContain('https://desk.example/password-reset/Zm9vYmFyYmF6cXV4MTIzNA');
    expect(reset).toContain('K7QM-2XPA');
    expect(changed).toContain('1 December 2026');
    for (const part of ['Apple iPhone', 'Safari 17', 'iOS 17.5', 'Germany']) expect(fresh).toContain(part);
    expect(signUp).toContain('https://desk.example/sign-up/Zm9vYmFyYmF6cXV4MTIzNA');
    expect(known).toContain('https://desk.example/password-reset');
    for (const part of ['Apple iPhone', 'Safari 17', 'iOS 17.5', 'Germany', 'https://desk.example/password-reset']) {
      expect(reused).toContain(part);
    }
  });

  it('lead to our pages only, and load nothing', () => {
    for (const { html } of letters()) {
      expect(html).not.toMatch(/<(?:img|link|script|style|iframe)|url\(|src=/i);
      const targets = [...html.matchAll(/href="([^"]*)"/g)].map((match) => match[1]);
      expect(targets.every((target) => target?.startsWith('https://desk.example/'))).toBe(true);
    }
  });

  it('stay short and clean whatever names hold', () => {
    const evil = '<b>Win</b> https://evil.example/x\r\nBcc: all@people.example '.repeat(100);
    for (const letter of letters({ firstName: evil, lastName: evil, accountName: evil })) {
      expect(`${letter.subject}${letter.to.name}${letter.from.name}`).not.toMatch(/[\r\n<>]|https:/);
      expect(letter.text).not.toContain('evil.example');
      expect(letter.text.length).toBeLessThan(1_500);
    }
  });

  it('say that the place is not known when it is not', () => {
    const [person, nowhere] = [somebody(), { ...signIn, location: null }];
    expect(newSignInLetter({ person, signIn: nowhere }, head).text).toContain('an unknown place');
    expect(refreshReuseLetter({ person, session: nowhere, at }, head).text).toContain('an unknown place');
  });

  it('tell of a reuse also when the session is not known any more', () => {
    const { text } = refreshReuseLetter({ person: somebody(), session: undefined, at }, head);
    expect(text).toContain('1 December 2026');
    expect(text).not.toContain('Device');
  });

  it('send invited people to their invitation', () => {
    expect(signUpKnownLetter({ person: somebody({ state: 'invited' }) }, head).text).toContain('invitation');
  });
});
