import type { MigrationInterface, QueryRunner } from 'typeorm';
import { searchTextOf, sortNameOf } from '../../users/names.js';

interface Person {
  id: string;
  first_name: string;
  last_name: string;
  email: string;
  alternate_emails: string[];
  sort_name: string;
  search_text: string;
}

const batch = 1_000;

/** Those whose names or addresses are not searched as they are written; everybody else's text stays what it is. */
const concerned = `(u.first_name || u.last_name) !~ '^[ -~]*$' OR u.email LIKE '%xn--%' OR u.alternate_emails <> '{}'`;

/** Nobody's text that has changed meanwhile is touched: whoever changed it knew better. */
const rewrite = `UPDATE users.users u SET sort_name = n.sort_name, search_text = n.search_text
  FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS n (id, before, sort_name, search_text)
  WHERE u.id = n.id AND u.search_text = n.before`;

function renewed(person: Person) {
  const { first_name: firstName, last_name: lastName, email, alternate_emails: alternateEmails } = person;
  return {
    sortName: sortNameOf(firstName, lastName),
    searchText: searchTextOf({ firstName, lastName, email, alternateEmails }),
  };
}

async function rewriteBatch(runner: QueryRunner, people: readonly Person[]): Promise<void> {
  const stale = people
    .map((person) => ({ ...person, ...renewed(person) }))
    .filter((person) => person.sort_name !== person.sortName || person.search_text !== person.searchText);
  if (stale.length === 0) return;
  await runner.query(rewrite, [
    stale.map(({ id }) => id),
    stale.map((person) => person.search_text),
    stale.map(({ sortName }) => sortName),
    stale.map(({ searchText }) => searchText),
  ]);
}

// As in TypeScript; the collation: a database of locale C lowers nothing but ASCII by itself.
const fold = (from: string, to: string) => `CREATE OR REPLACE FUNCTION users.fold(text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT replace(replace(replace(replace(translate(normalize(regexp_replace(normalize(lower($1 COLLATE "und-x-icu"), NFKD),
    '[\u00ad\u200c\u200d\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a]',
    '', 'g'), NFC), '${from}', '${to}'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th')
$$`;

/**
 * Lets the search find characters within names of scripts without blanks between words, capitals of a Greek end of a
 * word, alternate addresses, and domains as people write them. The texts are made by the code that looks through them,
 * in small steps that each commit by themselves, so that nobody who changes a person waits; doing it again is harmless.
 */
export class FurtherSearch1764420000000 implements MigrationInterface {
  readonly name = 'FurtherSearch1764420000000';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(fold('øłđðıħŋŧςیک’‘ʼ‐', "olddihntσيك''''''-"));
    let after = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const people = (await runner.query(
        `SELECT u.id, u.first_name, u.last_name, u.email, u.alternate_emails, u.sort_name, u.search_text
         FROM users.users u WHERE u.id > $1 AND (${concerned}) ORDER BY u.id LIMIT ${batch}`,
        [after],
      )) as Person[];
      await rewriteBatch(runner, people);
      const last = people.at(-1);
      if (last === undefined) return;
      after = last.id;
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(fold('øłđðıħ’', "olddih''"));
  }
}
