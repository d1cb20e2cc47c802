import { describe, expect, it } from '@jest/globals';
import { readImportFile } from './import-file.js';

const csv = (text: string, size = 1_000_000) => {
  const bytes = Buffer.from(text);
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
    bytes.subarray(n * size, (n + 1) * size),
  );
  return readImportFile('csv', pieces);
};
const json = (value: unknown) => readImportFile('json', [Buffer.from(JSON.stringify(value))]);
const ada = { firstName: 'Ada', lastName: 'Byron', email: 'ada@people.example' };

describe('a CSV file', () => {
  it.each([
    ['commas', 'First name,Last name,Email\nAda,Byron,ada@people.example\n'],
    ['semicolons', 'FIRSTNAME;LASTNAME;E-Mail\nAda;Byron;ada@people.example'],
    ['tabs and CRLF', 'first_name\tSurname\tEmail address\r\nAda\tByron\tada@people.example\r\n'],
    ['a byte order mark', '\ufeffFirst name,Last name,Email\r\nAda,Byron,ada@people.example\r\n'],
    ['quotes', '"First name","Last name","Email"\n"Ada","Byron","ada@people.example"\n\n'],
  ])('with %s', async (_what, text) => {
    expect(await csv(text)).toEqual({ rows: [ada], ignoredColumns: [] });
  });

  it('comes in pieces that cut characters and quotes', async () => {
    const text = 'firstName,lastName,email,jobTitle\nÅsa,"O ""the"" Neil",asa@people.example,"a, b\nc"\n';
    for (const size of [1, 3, 7, 20]) {
      expect((await csv(text, size)).rows).toEqual([
        { firstName: 'Åsa', lastName: 'O "the" Neil', email: 'asa@people.example', jobTitle: 'a, b\nc' },
      ]);
    }
  });

  it('names places in lists, and columns that mean nothing', async () => {
    const text = 'firstName,lastName,email,Teams,Shoe size,mailboxes\nAda,Byron,ada@people.example,One; Two,38,\n';
    expect(await csv(text)).toEqual({ rows: [{ ...ada, teams: ['One', 'Two'] }], ignoredColumns: ['Shoe size'] });
  });

  it('takes back what an export has made harmless', async () => {
    const text = "firstName,lastName,email,phone\nAda,Byron,ada@people.example,'+49 30 1\n";
    expect((await csv(text)).rows[0]).toMatchObject({ phone: '+49 30 1' });
  });

  it.each([
    ['missing_column', 'firstName,email\nAda,ada@people.example\n'],
    ['duplicate_column', 'firstName,lastName,email,E-mail\nAda,Byron,a,b\n'],
    ['empty', 'firstName,lastName,email\n'],
    ['malformed', 'firstName,lastName,email\nAda,"Byron,ada@people.example\n'],
    ['malformed', `firstName,lastName,email\n${'x'.repeat(100_000)},b,c\n`],
  ])('%s', async (code, text) => {
    await expect(csv(text)).rejects.toMatchObject({ code });
  });

  it('is in UTF-8 or refused', async () => {
    const latin = Buffer.from('firstName,lastName,email\nJos\xe9,B,j@people.example\n', 'latin1');
    await expect(readImportFile('csv', [latin])).rejects.toMatchObject({ code: 'not_utf8' });
  });

  it('has at most 100,000 rows', async () => {
    const head = 'firstName,lastName,email\n';
    expect((await csv(head + 'a,b,c\n'.repeat(100_000), 524_288)).rows).toHaveLength(100_000);
    await expect(csv(head + 'a,b,c\n'.repeat(100_001), 524_288)).rejects.toMatchObject({ code: 'too_many_rows' });
  });
});

describe('a JSON file', () => {
  it('is a list, or has one', async () => {
    expect((await json([ada])).rows).toEqual([ada]);
    expect((await json({ rows: [{ ...ada, teams: ['One'], sendInvite: true, age: 4 }] })).rows).toEqual([
      { ...ada, teams: ['One'], sendInvite: 'true' },
    ]);
  });

  it.each([['{'], ['"text"'], ['{"rows":{}}'], ['[['.repeat(10_000)]])('%p is refused', async (text) => {
    await expect(readImportFile('json', [Buffer.from(text)])).rejects.toMatchObject({ code: 'malformed' });
  });

  it('brings nothing that a database cannot store, and no prototype', async () => {
    const text = '[{"firstName":"A\\u0000","lastName":"\\ud800","email":{"a":1},"__proto__":{"role":"owner"}},7]';
    const { rows } = await readImportFile('json', [Buffer.from(text)]);
    expect(rows).toEqual([{ firstName: 'A\u0001', lastName: '\u0001', email: '\u0001' }, {}]);
  });
});
