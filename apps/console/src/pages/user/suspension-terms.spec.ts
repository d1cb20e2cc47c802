import { describe, expect, it } from '@jest/globals';
import { dayField, termsBody, tomorrow } from './suspension-terms.js';

describe('termsBody', () => {
  it('leaves out what was not given', () => {
    expect(termsBody({ returnDay: '', reason: '  ' })).toEqual({ until: null, reason: null });
  });

  it('lifts the suspension as the day begins', () => {
    const { until, reason } = termsBody({ returnDay: '2026-03-01', reason: ' Parental leave ' });
    const time = new Date(until ?? '');
    expect([dayField(time), time.getHours(), reason]).toEqual(['2026-03-01', 0, 'Parental leave']);
  });
});

describe('tomorrow', () => {
  it('crosses the end of a month', () => {
    expect(tomorrow(new Date(2026, 0, 31, 12).getTime())).toBe('2026-02-01');
  });
});
