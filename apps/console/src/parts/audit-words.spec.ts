import { describe, expect, it } from '@jest/globals';
import { actionText, changeLines, valueText } from './audit-words.js';

describe('actionText', () => {
  it('has words, or makes some', () => {
    expect(actionText('user.role_changed')).toBe('changed the role');
    expect(actionText('webhook.paused_by_hand')).toBe('webhook: paused by hand');
  });
});

describe('valueText', () => {
  it.each([
    [null, 'nothing'],
    [[], 'nothing'],
    [true, 'yes'],
    ['user', 'user'],
    [['a', 'b'], 'a, b'],
    [[{ a: 1 }], '[{"a":1}]'],
    [7, '7'],
  ])('shows %j in a line', (value, text) => {
    expect(valueText(value)).toBe(text);
  });

  it('cuts what is long', () => {
    expect(valueText('x'.repeat(500))).toHaveLength(161);
  });
});

describe('changeLines', () => {
  it('names fields as people do', () => {
    expect(changeLines({ change: { jobTitle: { before: null, after: 'Lead' } } })).toEqual([
      { field: 'Job title', before: 'nothing', after: 'Lead' },
    ]);
  });
});
