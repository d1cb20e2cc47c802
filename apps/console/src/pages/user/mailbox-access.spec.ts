import { describe, expect, it } from '@jest/globals';
import { givenDirectly, sourcesText } from './mailbox-access.js';

const one = '01890a5d-ac96-774b-bcce-b302099a8057';
const two = '01890a5d-ac96-774b-bcce-b302099a8058';
const teams = new Map([
  [one, 'Frontline'],
  [two, 'Logistics'],
]);

describe('givenDirectly', () => {
  it('leaves out what only teams give', () => {
    const items = [
      { mailboxId: one, sources: ['direct' as const, `team:${two}` as const] },
      { mailboxId: two, sources: [`team:${two}` as const] },
    ];
    expect(givenDirectly({ items })).toEqual([one]);
  });
});

describe('sourcesText', () => {
  it('names the teams', () => {
    expect(sourcesText([`team:${one}`], teams)).toBe('through Frontline');
    expect(sourcesText(['direct', `team:${one}`, `team:${two}`], teams)).toBe('through Frontline and Logistics');
  });

  it('names the role, and nothing for what was given directly', () => {
    expect(sourcesText(['role'], teams)).toBe('by the role');
    expect(sourcesText(['direct'], teams)).toBeUndefined();
  });
});
