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

  it.each([
    ['CRLF, then LF', 'first name,last name,email,notes\r\n', ['\n', '\n', '\n']],
    ['LF, then CRLF', 'first name,last name,email,notes\n', ['\r\n', '\n', '\r\n']],
    ['CR, then all of them', 'first name,last name,email,notes\r', ['\r\n', '\n', '\r']],
    ['CRLF and none at the end', 'first name,last name,email,notes\r\n', ['\r', '\n', '']],
  ])('has a row for each line that ends in %s, wherever it is cut', async (_what, head, ends) => {
    const text = head + ends.map((end, n) => `Ada${n},Byron,ada${n}@people.example,"a\r\nb\rc\nd"${end}`).join('');
    const rows = ends.map((_end, n) => ({ firstName: `Ada${n}`, lastName: 'Byron', email: `ada${n}@people.example` }));
    for (const size of [1, 2, 3, 5, 7, 34, 35, 36, 1_000]) {
      expect(await csv(text, size)).toEqual({ rows, ignoredColumns: ['notes'] });
    }
  });

  it('keeps line ends of all kinds inside quotes', async () => {
    const text = 'firstName,lastName,email,jobTitle\r\nAda,Byron,ada@people.example,"a\r\nb\rc\nd"\n';
    for (const size of [1, 2, 1_000])
      expect((await csv(text, size)).rows).toEqual([{ ...ada, jobTitle: 'a\r\nb\rc\nd' }]);
  });

  it('says of a row with too few or too many cells that it has', async () => {
    const text =
      'firstName,lastName,email,shoes\nAda,Byron\nAda,Byron,ada@people.example,38\nA,B,a@b.example,38,x\r\n,,,\n\n';
    for (const size of [1, 1_000]) {
      const { rows } = await csv(text, size);
      expect(rows).toMatchObject([
        { fault: { code: 'wrong_cell_count' } },
        ada,
        { fault: { code: 'wrong_cell_count' } },
      ]);
      expect(rows[1]).toEqual(ada);
    }
  });

  it.each([
    ['blanks around cells and quotes', ' firstName , "lastName" ,email \n Ada ,\t"Byron" , ada@people.example \n   \n'],
    [
      'tabs, blanks and an empty first cell',
      'shoes\tfirstName\tlastName\temail\n\tAda\t "Byron" \tada@people.example\n',
    ],
    ['a byte order mark and quotes', '\ufeff"firstName";"lastName";"email"\r"Ada";"Byron";"ada@people.example"'],
    ['empty lines before and between', '\r\n\nfirstName;lastName;email\r\n\r\n\n\rAda;Byron;ada@people.example'],
  ])('with %s, wherever it is cut', async (_what, text) => {
    for (const size of [1, 2, 3, 4, 1_000]) expect((await csv(text, size)).rows).toEqual([ada]);
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
    ['malformed', 'firstName,lastName,email\r\nAda,By"ron,ada@people.example\nB,C,d@people.example\n'],
    ['malformed', 'firstName,lastName,email\r\nAda,"By"ron,ada@people.example\nB,C,d@people.example\n'],
    ['malformed', 'firstName,lastName,email\r\nAda,Byron,"ada@people.example\nB,C,d@people.example\n'],
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

  it('says of a row with two values for one column that it has', async () => {
    const rows = [{ ...ada, 'E-Mail': 'countess@people.example' }, ada];
    expect((await json(rows)).rows).toEqual([
      { ...ada, fault: expect.objectContaining({ code: 'duplicate_column' }) },
      ada,
    ]);
  });

  it('brings nothing that a database cannot store, and no prototype', async () => {
    const text = '[{"firstName":"A\\u0000","lastName":"\\ud800","email":{"a":1},"__proto__":{"role":"owner"}},7]';
    const { rows } = await readImportFile('json', [Buffer.from(text)]);
    expect(rows).toEqual([{ firstName: 'A\u0001', lastName: '\u0001', email: '\u0001' }, {}]);
  });
});
