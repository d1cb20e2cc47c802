import { describe, expect, it } from '@jest/globals';
import { toggled } from './toggled.js';

describe('toggled', () => {
  it('never names an id twice', () => {
    expect(toggled(['a'], 'a', true)).toEqual(['a']);
    expect(toggled(['a', 'b'], 'a', false)).toEqual(['b']);
  });
});
