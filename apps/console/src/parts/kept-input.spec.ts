import { beforeEach, describe, expect, it } from '@jest/globals';
import { KeptInput } from './kept-input.js';

let values: Map<string, string>;
let kept: KeptInput;

beforeEach(() => {
  values = new Map();
  kept = new KeptInput(() => ({
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  }));
  kept.keep({ path: '/users/new', ownerId: 'ann', input: { firstName: 'Ida' } });
});

describe('kept input', () => {
  it('comes back to its page and its person alone', () => {
    expect(kept.read('/users/new', 'ann')).toEqual({ firstName: 'Ida' });
    expect(kept.read('/users/new', 'bob')).toBeUndefined();
    expect(kept.read('/users', 'ann')).toBeUndefined();
  });

  it('leaves nothing behind when it is forgotten', () => {
    kept.forget('/users/new');
    expect(kept.read('/users/new', 'ann')).toBeDefined();
    kept.forget('/users');
    expect(values.size).toBe(0);
    kept.keep({ path: '/users/new', ownerId: 'ann', input: {} });
    kept.forget();
    expect(values.size).toBe(0);
  });

  it('is nothing where it cannot be read, and breaks nothing where a browser forbids it', () => {
    for (const broken of ['{', '"text"', 'null', '[]']) {
      for (const key of values.keys()) values.set(key, broken);
      expect(kept.read('/users/new', 'ann')).toBeUndefined();
    }
    const forbidden = new KeptInput(() => {
      throw new Error('SecurityError');
    });
    forbidden.keep({ path: '/users/new', ownerId: 'ann', input: {} });
    forbidden.forget();
    expect(forbidden.read('/users/new', 'ann')).toBeUndefined();
  });
});
