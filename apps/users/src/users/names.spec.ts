import { describe, expect, it } from '@jest/globals';
import { fold, initialsOf, mentionCandidates, searchTextOf, sortNameOf } from './names.js';

describe('fold', () => {
  it.each([
    ['Søren Østergaard', 'soren ostergaard'],
    ['Łucja Wiśniewska', 'lucja wisniewska'],
    ['Þórsdóttir', 'thorsdottir'],
    ['Nguyễn Thị Minh Anh', 'nguyen thi minh anh'],
    ['D’Angelo', "d'angelo"],
    ['佐藤', '佐藤'],
    ['ΟΔΥΣΣ', 'οδυσσ'],
    ['Οδυσσεύς', 'οδυσσευσ'],
    ['STRAUẞ Strauß', 'strauss strauss'],
    ['İPEK Işık', 'ipek isik'],
    ['ﬁ Ǆ ㎏', 'fi dz kg'],
    ['Jean\u2010Luc O\u02bcNeil', "jean-luc o'neil"],
    ['علی\u200cرضا', 'عليرضا'],
    ['김민수', '김민수'],
  ])('reads %s as %s', (text, folded) => {
    expect(fold(text)).toBe(folded);
  });
});

describe('a name that is a sentence once it is folded', () => {
  // U+FDFA is 18 characters.
  const name = 'ﷺ'.repeat(40);

  it('sorts by as much of it as an index and a cursor take', () => {
    const sorted = sortNameOf(name, name);
    expect(Buffer.byteLength(sorted)).toBeLessThanOrEqual(400);
    expect(fold(name).startsWith(sorted)).toBe(true);
    expect(sorted).not.toContain('\ufffd');
    expect(sortNameOf('Ada', 'Byron')).toBe('ada byron');
  });

  it('is searched as far as there is room', () => {
    const text = searchTextOf({ firstName: name, lastName: name, email: 'a@b.example' });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2_000);
  });
});

describe('initialsOf', () => {
  it.each([
    ['Nadia', 'Okafor', 'NO'],
    ['陽菜', '佐藤', '陽佐'],
    ['élise', 'van', 'ÉV'],
  ])('%s %s', (first, last, initials) => {
    expect(initialsOf(first, last)).toBe(initials);
  });
});

describe('mentionCandidates', () => {
  const candidates = (firstName: string, lastName: string) =>
    mentionCandidates({ firstName, lastName, email: 'someone@people.example' }, 'c0ffee00');

  it('begins with the first name and ends with what nobody has', () => {
    const all = candidates('Nadia', 'Okafor');
    expect(all[0]).toBe('nadia');
    expect(all[1]).toBe('nadia.o');
    expect(all.at(-1)).toBe('nadia.c0ffee00');
    expect(new Set(all).size).toBe(all.length);
  });

  it('has something to offer to people whose names have no Latin letters', () => {
    expect(candidates('陽菜', '佐藤')[0]).toBe('someone');
  });

  it('offers only handles that the contract allows', () => {
    for (const handle of candidates('A'.repeat(40), 'B'.repeat(40))) {
      expect(handle).toMatch(/^[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])?$/);
    }
  });
});
