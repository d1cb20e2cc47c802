import { types } from 'pg';
import { getTypeParser } from './type-parsers.js';

const pgParser: (oid: number) => (text: string) => unknown = types.getTypeParser;

describe('values of the short ways are those of pg', () => {
  it.each([
    '2026-11-25 02:42:01+00',
    '2026-11-25 02:42:01.1+00',
    '2026-11-25 02:42:01.108+00',
    '2026-02-28 23:59:59.999999+00',
    '0001-01-01 00:00:00+00',
    '2026-11-25 02:42:01.108+05:30',
    '10000-01-01 00:00:00+00',
    '0044-03-15 12:00:00+00 BC',
    'infinity',
    '-infinity',
  ])('time %s', (text) => {
    expect(getTypeParser(1184)(text)).toEqual(pgParser(1184)(text));
  });

  it.each(['{}', '{01a21094-dd16-7026-8c27-5a025e4c244e}', '{01a21094-dd16-7026-8c27-5a025e4c244e,NULL}'])(
    'uuids %s',
    (text) => {
      expect(getTypeParser(2951)(text)).toEqual(pgParser(2951)(text));
    },
  );

  it.each(['{}', '{a,"b,c","d\\"e",NULL,"NULL"}'])('texts %s', (text) => {
    expect(getTypeParser(1009)(text)).toEqual(pgParser(1009)(text));
  });

  it('leaves other types to pg', () => {
    expect(getTypeParser(23)('42')).toBe(42);
    expect(getTypeParser(3802)('{"a":1}')).toEqual({ a: 1 });
  });
});
