import { describe, expect, it } from '@jest/globals';
import { csvLine, csvPiece } from './csv.js';

describe('csvLine', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+49 30 5550123', "'+49 30 5550123"],
    ['-2', "'-2"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['=HYPERLINK("x","y")', `"'=HYPERLINK(""x"",""y"")"`],
    ['a,b', '"a,b"'],
    ['two\r\nlines', '"two\r\nlines"'],
    ['plain', 'plain'],
    [' =1', ' =1'],
  ])('%j becomes %j', (value, written) => {
    expect(csvLine([value])).toBe(`${written}\r\n`);
  });

  it('leaves out what is not there, and numbers as they are', () => {
    expect(csvLine([null, undefined, -5, true])).toBe(',,-5,true\r\n');
  });
});

describe('csvPiece', () => {
  it('holds whole lines, and one however long it is', () => {
    const rows = ['a'.repeat(150_000), 'b'.repeat(150_000), 'c'];
    expect(csvPiece(rows, (row) => row)).toEqual({ text: rows[0], taken: 1 });
    expect(csvPiece(['x'.repeat(900_000)], (row) => row).taken).toBe(1);
    expect(csvPiece([1, 2, 3], (row) => csvLine([row]))).toEqual({ text: '1\r\n2\r\n3\r\n', taken: 3 });
  });
});
