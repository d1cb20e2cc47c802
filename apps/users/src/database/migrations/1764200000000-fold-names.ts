import type { MigrationInterface, QueryRunner } from 'typeorm';

// Lists of at most 1,000 names are searched through it, so no column and no index is kept for it.
// The collation: a database of locale C lowers nothing but ASCII by itself.
const fold = `CREATE FUNCTION users.fold(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT replace(replace(replace(replace(translate(normalize(regexp_replace(normalize(lower($1 COLLATE "und-x-icu"), NFKD),
    '[\\u0300-\\u036f\\u0483-\\u0487\\u0591-\\u05bd\\u064b-\\u065f\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\u3099\\u309a]',
    '', 'g'), NFC), 'øłđðıħ’', 'olddih'''), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th')
$$`;

/** Comparing names without regard to case and accents, as people search for them. */
export class FoldNames1764200000000 implements MigrationInterface {
  readonly name = 'FoldNames1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(fold);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION users.fold(text)');
  }
}
