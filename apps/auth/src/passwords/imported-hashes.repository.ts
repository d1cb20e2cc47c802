import { Injectable } from '@nestjs/common';
import { Database } from '#postgres';

// As the index has them: an algorithm with its parameters, and the length of the hash itself.
const kind = String.raw`(substring(password_hash from '^\$[^$]*\$[^$]*\$') || length(substring(password_hash from '[^$]*$')))`;
const imported = String.raw`password_hash NOT LIKE '$argon2id$%'`;
const first = (condition: string) =>
  `SELECT ${kind} AS kind, password_hash FROM credentials WHERE ${imported} ${condition} ORDER BY ${kind} LIMIT 1`;

/** Hashes of other systems that nobody has replaced by signing in yet. */
@Injectable()
export class ImportedHashesRepository {
  constructor(private readonly database: Database) {}

  /** One of each kind and cost: goes from one to the next along the index, however many people there are of each. */
  async samples(): Promise<string[]> {
    const rows = await this.database.transaction({ system: 'kinds of imported hashes' }, () =>
      this.database.query<{ password_hash: string }>(
        `WITH RECURSIVE samples AS ((${first('')})
           UNION ALL SELECT next.* FROM samples, LATERAL (${first(`AND ${kind} > samples.kind`)}) AS next)
         SELECT password_hash FROM samples`,
        [],
        'imported-hash-samples',
      ),
    );
    return rows.map((row) => row.password_hash);
  }
}
