import { describe, expect, it } from '@jest/globals';
import { Mention } from '#contracts';
import { teamHandles } from './team-handles.js';

describe('teamHandles', () => {
  it.each([
    ['First line', 'first-line'],
    ['  Ünïque & co. ', 'unique-co'],
    ['佐藤', 'team'],
    ['-- 2nd --', '2nd'],
  ])('%s begins with %s', (name, first) => {
    expect(teamHandles(name, 'c0ffee00')[0]).toBe(first);
  });

  it('offers only handles that the contract allows, all different', () => {
    for (const name of ['x'.repeat(60), `${'ab'.repeat(14)}a cd`, '!!!', 'Billing']) {
      const handles = teamHandles(name, 'c0ffee00');
      expect(new Set(handles).size).toBe(handles.length);
      for (const handle of handles) expect(Mention.safeParse(handle).success).toBe(true);
    }
  });
});
