import { describe, expect, it } from '@jest/globals';
import { someLink, somebody } from '../testing/facts.js';
import { autoBccLetter, emailChangedLetter, emailChangeLetter } from './confirmation.js';
import { invitationLetter } from './invitation.js';
import { momentFor } from './moment.js';
import { renewalRequestLetter } from './renewal-request.js';
import { tokenGuardianshipLetter } from './token-guardianship.js';
import { twoFactorResetLetter } from './two-factor-reset.js';

const head = { publicUrl: 'https://desk.example', sender: { name: 'Muster', address: 'no-reply@muster.example' } };
const inviter = somebody({ firstName: 'Søren', lastName: 'Østergaard' });

function invitation(fields: Parameters<typeof somebody>[0] = {}) {
  const recipient = somebody(fields);
  return invitationLetter({ recipient, inviter, link: someLink(recipient.id) }, head);
}

describe('the invitation', () => {
  it('names inviter and account, and comes in the name of the account', () => {
    const letter = invitation();
    expect(letter.subject).toBe('Søren Østergaard invites you to Harbour & Pine');
    expect(letter.from).toEqual({ name: 'Harbour & Pine via Muster', address: 'no-reply@muster.example' });
    expect(letter.to.name).toBe('Nadia Okafor');
  });

  it('holds link, code and end in both forms', () => {
    const letter = invitation({ timezone: 'Asia/Tokyo', locale: 'en-US', timeFormat: '12h' });
    for (const content of [letter.text, letter.html]) {
      expect(content).toContain('https://desk.example/invitation/Zm9vYmFyYmF6cXV4MTIzNA');
      expect(content).toContain('K7QM-2XPA');
      expect(content).toContain('https://desk.example/invitation ');
      expect(content).toMatch(/December 1, 2026 at 5:00\s?PM/);
    }
  });

  it('is in the name of the account alone when nobody in particular invited', () => {
    const recipient = somebody();
    const letter = invitationLetter({ recipient, inviter: null, link: someLink(recipient.id) }, head);
    expect(letter.subject).toBe('You are invited to Harbour & Pine');
  });

  it('escapes names', () => {
    const letter = invitation({ accountName: `Tom & "Sons" <script>alert('x')</script>`, firstName: '<img src=x>' });
    expect(letter.html).not.toMatch(/<script|<img|alert\('/);
    expect(letter.html).toContain('Tom &amp; Sons');
    expect(letter.text).toContain('Hello,');
  });

  it('puts no line break into a header', () => {
    const evil = 'Nadia\r\nBcc: everybody@people.example\r\n\r\n<h1>';
    const letter = invitation({ accountName: evil, firstName: evil, lastName: evil });
    for (const value of [letter.subject, letter.from.name, letter.to.name]) expect(value).not.toMatch(/[\r\n]/);
  });

  it('stays short with 5,000 characters in every name', () => {
    const long = 'n'.repeat(5_000);
    const letter = invitation({ accountName: long, firstName: long, lastName: long });
    expect(letter.subject.length).toBeLessThan(200);
    expect(letter.text.length).toBeLessThan(1_500);
  });

  it('loads nothing from anywhere', () => {
    const { html } = invitation();
    expect(html).not.toMatch(/<(?:img|link|script|style|iframe)|url\(|src=/i);
    const targets = [...html.matchAll(/href="([^"]*)"/g)].map((match) => match[1]);
    expect(targets.every((target) => target?.startsWith('https://desk.example/'))).toBe(true);
  });
});

describe('the request for a new invitation', () => {
  it('says who asks and leads to the profile', () => {
    const person = somebody();
    const letter = renewalRequestLetter({ manager: somebody({ firstName: 'Ada' }), person }, head);
    expect(letter.subject).toBe('Nadia Okafor asks for a new invitation');
    expect(letter.text).toContain(`Nadia Okafor (${person.email}) was invited to Harbour & Pine`);
    expect(letter.text).toContain(`https://desk.example/users/${person.id}`);
    expect(letter.html).toContain(`https://desk.example/users/${person.id}`);
  });
});

describe('confirmations', () => {
  const address = 'nadia@new.example';
  const letters = (fields: Parameters<typeof somebody>[0] = {}) => {
    const person = somebody(fields);
    const facts = { person, address, link: someLink(person.id, { path: '/email-change/Zm9vYmFyYmF6cXV4MTIzNA' }) };
    const notice = emailChangedLetter({ person, oldAddress: 'nadia@old.example' }, head);
    return [emailChangeLetter(facts, head), autoBccLetter(facts, head), notice];
  };

  it('go to the address in question', () => {
    expect(letters().map(({ to }) => to.address)).toEqual([address, address, 'nadia@old.example']);
  });

  it('lead to our pages only, and load nothing', () => {
    for (const { html } of letters()) {
      expect(html).not.toMatch(/<(?:img|link|script|style|iframe)|url\(|src=/i);
      const targets = [...html.matchAll(/href="([^"]*)"/g)].map((match) => match[1]);
      expect(targets.length).toBeGreaterThan(0);
      expect(targets.every((target) => target?.startsWith('https://desk.example/'))).toBe(true);
    }
  });

  it('are short, clean and of one line per header whatever the names are', () => {
    const evil = `Nadia\r\nBcc: all@people.example <script>https://evil.example</script>${'n'.repeat(5_000)}`;
    for (const letter of letters({ firstName: evil, lastName: evil, accountName: evil })) {
      for (const value of [letter.subject, letter.from.name, letter.to.name]) expect(value).not.toMatch(/[\r\n]/);
      expect(letter.html).not.toMatch(/<script|evil\.example/);
      expect(letter.text.length).toBeLessThan(1_500);
    }
  });
});

describe('the notice that second factors were reset', () => {
  it('goes to the person, names the account, and leads to the sign-in', () => {
    const person = somebody();
    const letter = twoFactorResetLetter(person, head);
    expect(letter.to).toEqual({ name: 'Nadia Okafor', address: person.email });
    for (const content of [letter.text, letter.html]) {
      expect(content).toContain('https://desk.example/sign-in');
      expect(content).toContain('removed all your second factors');
    }
    expect(letter.from.name).toBe('Harbour & Pine via Muster');
  });
});

describe('the notice to who guards tokens after somebody', () => {
  it('names who left and leads to the tokens', () => {
    const guardian = somebody();
    const letter = tokenGuardianshipLetter({ guardian, leaver: inviter }, head);
    expect(letter.to.address).toBe(guardian.email);
    for (const content of [letter.text, letter.html]) {
      expect(content).toContain('https://desk.example/settings/api-tokens');
      expect(content).toContain('Søren Østergaard');
    }
    expect(tokenGuardianshipLetter({ guardian, leaver: undefined }, head).text).toContain('Somebody, who answered');
  });
});

describe('momentFor', () => {
  it('falls back to UTC and English', () => {
    const reader = { timezone: 'Nowhere/Never', locale: 'not a locale', timeFormat: '24h' as const };
    expect(momentFor(reader, '2026-12-01T08:00:00.000Z')).toMatch(/December 1, 2026.*08:00.*UTC/);
  });

  it('speaks the language of the reader', () => {
    const reader = { timezone: 'Europe/Berlin', locale: 'de', timeFormat: '24h' as const };
    expect(momentFor(reader, '2026-12-01T08:00:00.000Z')).toMatch(/1\. Dezember 2026.*09:00/);
  });
});
