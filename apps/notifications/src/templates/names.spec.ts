import { describe, expect, it } from '@jest/globals';
import { mailName, personName } from './names.js';

describe('mailName', () => {
  it.each([
    ['Nadia Okafor', 'Nadia Okafor'],
    ['Søren Østergaard', 'Søren Østergaard'],
    ["Sinéad O'Brien-Ní", "Sinéad O'Brien-Ní"],
    ['J.R.R. Tolkien', 'J.R.R. Tolkien'],
    ['山田 太郎', '山田 太郎'],
    ['می‌خواهم', 'می‌خواهم'],
  ])('keeps %s', (name, expected) => {
    expect(mailName(name, '-')).toBe(expected);
  });

  it.each([
    ['<b>Nadia</b>', 'Nadia'],
    ['Nadia\r\nBcc: all@people.example', 'Nadia Bcc: all@people. example'],
    ['Win at https://evil.example/phish?x=1 now', 'Win at now'],
    ['javascript://evil.example/%0aalert(1)', '-'],
    ['www.evil.example', '-'],
    ['evil.example/login', 'evil. example/login'],
    ['evil\u3002example', 'evil. example'],
    ['Na\u202edia', 'Na dia'],
    ['Na\u0000dia\u2028x', 'Na dia x'],
    ['Nadia\u3164\u2800', 'Nadia'],
    ['"Nadia" <ceo@bank.example>', 'Nadia'],
    ['a < b', 'a b'],
    [' \t\n ', '-'],
  ])('cleans %j', (name, expected) => {
    expect(mailName(name, '-')).toBe(expected);
  });

  it('shortens 5,000 characters to 60 without cutting one in two', () => {
    const name = mailName('😀'.repeat(5_000), '-');
    expect(Array.from(name)).toHaveLength(60);
    expect(name).not.toMatch(/\p{Cs}/u);
  });

  it.each(['<'.repeat(200_000), 'a.'.repeat(200_000), '<a'.repeat(100_000), 'x://'.repeat(100_000)])(
    'takes no long time over hostile names',
    (name) => {
      const begun = process.cpuUsage();
      mailName(name, '-');
      expect(process.cpuUsage(begun).user / 1000).toBeLessThan(200);
    },
  );
});

describe('personName', () => {
  it('joins the parts, and stands in when nothing is left', () => {
    expect(personName({ firstName: 'Nadia', lastName: '' }, 'Somebody')).toBe('Nadia');
    expect(personName({ firstName: '<x>', lastName: '\n' }, 'Somebody')).toBe('Somebody');
  });
});
