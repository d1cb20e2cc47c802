import { describe, expect, it } from '@jest/globals';
import { scanJson } from './json-scan.js';

const refused = expect.objectContaining({ code: 'malformed_request' });

function outcome(text: string): unknown {
  try {
    scanJson(text);
    return 'fine';
  } catch (error) {
    return error;
  }
}

describe('scanJson', () => {
  it.each([
    ['{"a": 1, "b": {"a": 2}}'],
    ['[{"a": 1}, {"a": 1}]'],
    ['{"a": "b", "c": "a", "d": "{\\"x\\": 1, \\"x\\": 2}"}'],
    ['{"text": "ends with a backslash \\\\", "more": 1}'],
    ['"only text"'],
    ['null'],
  ])('lets %s through', (text) => {
    expect(outcome(text)).toBe('fine');
  });

  it.each([
    ['a key twice', '{"role": "user", "role": "owner"}'],
    ['a key twice in another spelling', '{"role": "user", "r\\u006fle": "owner"}'],
    ['__proto__', '{"__proto__": {"admin": true}}'],
    ['__proto__ deep inside', '{"a": [{"__proto__": 1}]}'],
    ['10,000 levels', '['.repeat(10_000)],
    ['a million keys', `{${Array.from({ length: 1_000_000 }, (_, n) => `"k${n}":1`).join(',')}}`],
    ['a string without end', '{"a": "b'],
  ])('refuses %s', (_what, text) => {
    expect(outcome(text)).toEqual(refused);
  });
});
