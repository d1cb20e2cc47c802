import { describe, expect, it } from '@jest/globals';
import { EmailAddress, Line, Timezone } from './primitives.js';
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

  it.each(['a\u0000b', 'a\r\nb', 'a\u202eb', '\ud800', '   ', '', 'x'.repeat(41)])('refuses %j', (text) => {
    expect(Line(40).safeParse(text).success).toBe(false);
  });
});

describe('Timezone', () => {
  it('knows IANA names and refuses others', () => {
    expect(Timezone.safeParse('America/Argentina/Buenos_Aires').success).toBe(true);
    expect(Timezone.safeParse('Mars/Olympus').success).toBe(false);
    expect(Timezone.safeParse('constructor').success).toBe(false);
  });
});

describe('plans', () => {
  it('names the smallest plan with a feature', () => {
    expect(smallestPlanWith('teams')).toBe('plus');
    expect(smallestPlanWith('api_keys')).toBe('standard');
  });
});
