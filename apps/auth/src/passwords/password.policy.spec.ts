import { describe, expect, it } from '@jest/globals';
import { faultsOf, requireStrong } from './password.policy.js';

const nadia = {
  firstName: 'Nadia',
  lastName: 'Okafor',
  email: 'nadia.okafor@harbourandpine.example',
  accountName: 'Harbour & Pine',
};
const codeOf = (password: string) => faultsOf(password, nadia)[0]?.code ?? 'fine';

describe('a new password', () => {
  it.each([
    'a quiet meadow beyond the hill',
    'Tr0ub4dor&3 and then some more',
    'correcthorsebatterystaple!',
    'пароль из пяти случайных слов',
    '昨日の夕方に港で見た青い灯台と船',
    'nadia likes purple elephants',
  ])('may be %s', (password) => {
    expect(codeOf(password)).toBe('fine');
  });

  it.each([
    ['too short', 'short', 'too_short'],
    ['fourteen characters', 'abcdefgh ijklm', 'too_short'],
    ['a common one, lengthened by digits', 'password1234567890', 'too_common'],
    ['a common one, said twice', 'passwordpassword', 'too_common'],
    ['a common one with signs', 'P-a-s-s-w-o-r-d-!-!-!', 'too_common'],
    ['one letter', 'aaaaaaaaaaaaaaaaaaaa', 'too_common'],
    ['a short beat', 'abcdabcdabcdabcdabcd', 'too_common'],
    ['a row of digits', '12345678901234567890', 'too_common'],
    ['a row of letters', 'abcdefghijklmnopqrst', 'too_common'],
    ['a keyboard row', 'qwertyuiopasdfghjkl', 'too_common'],
    ['the own name', 'NadiaOkafor2024!', 'personal'],
    ['the own name, with accents', 'Nádià-Okáfor-1985', 'personal'],
    ['the own address', 'nadia.okafor@harbourandpine.example', 'personal'],
    ['the company', 'Harbour&Pine12345', 'personal'],
  ])('is refused when it is %s', (_what, password, code) => {
    expect(codeOf(password)).toBe(code);
  });

  it('counts characters, not bytes, after composing them', () => {
    expect(codeOf('é'.repeat(3) + 'quartz lantern')).toBe('fine');
    expect(codeOf('🦉🦊🐳🌵🍋🪁🧭⛵🏔️🎻🪵🕯️🧶🗝️')).toBe('fine');
  });

  it('may be shorter where a second factor stands beside it', () => {
    expect(faultsOf('tinlantern', nadia, 8)).toEqual([]);
    expect(faultsOf('lantern', nadia, 8)[0]?.code).toBe('too_short');
  });

  it('is refused with the path of the field', () => {
    expect(() => requireStrong('short', nadia)).toThrow(
      expect.objectContaining({
        code: 'password_too_weak',
        details: { errors: [expect.objectContaining({ path: 'password', code: 'too_short' })] },
      }),
    );
  });
});
