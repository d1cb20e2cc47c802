import { describe, expect, it } from '@jest/globals';
import { returnPath, signInPath } from './return-path.js';

const origin = 'https://muster.example';
const goTo = (next: string) => returnPath(`?next=${encodeURIComponent(next)}`, origin);

describe('returnPath', () => {
  it('comes back to where the person was', () => {
    expect(goTo('/users?role=user')).toBe('/users?role=user');
  });

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '/sign-in', ''])(
    'goes home instead of to %j',
    (next) => {
      expect(goTo(next)).toBe('/');
    },
  );

  it('stays on this site whatever white space is mixed in', () => {
    expect(new URL(goTo('/\t/evil.example'), origin).origin).toBe(origin);
  });
});

describe('signInPath', () => {
  it('remembers the page', () => {
    expect(signInPath({ pathname: '/users', search: '?q=a' })).toBe('/sign-in?next=%2Fusers%3Fq%3Da');
    expect(signInPath({ pathname: '/', search: '' })).toBe('/sign-in');
  });
});
