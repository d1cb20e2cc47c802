import type { MigrationInterface, QueryRunner } from 'typeorm';

const preferences = "'{timezone,timeFormat,locale}'::text[]";

const keepEntry = (condition: string): string => `CREATE OR REPLACE FUNCTION users.keep_audit_entry() RETURNS trigger
  LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'UPDATE' AND ${condition}
        AND (to_jsonb(NEW) - '{personal_change,ip,user_agent}'::text[])
          = (to_jsonb(OLD) - '{personal_change,ip,user_agent}'::text[]) THEN RETURN NEW; END IF;
      RAISE EXCEPTION 'audit entries are not changed' USING ERRCODE = '42501';
    END $$`;

const goneOrKept = (column: string): string => `(NEW.${column} IS NULL OR NEW.${column} = OLD.${column})`;

const statements = [
  'ALTER TABLE users.audit_entries DISABLE TRIGGER tr_audit_entries_keep',
  // How a session ended is a code.
  `UPDATE users.audit_entries SET change = change || jsonb_build_object('reason', personal_change -> 'reason'),
     personal_change = nullif(personal_change - 'reason', '{}')
   WHERE action = 'user.session_ended' AND personal_change ? 'reason'`,
  // Place and language are the person's, and gone with who was erased.
  `UPDATE users.audit_entries e SET change = e.change - ${preferences},
     personal_change = CASE WHEN EXISTS (SELECT FROM users.users u WHERE u.id = e.target_id AND u.erased_at IS NOT NULL)
       THEN NULL
       ELSE coalesce(e.personal_change, '{}') || (
         SELECT jsonb_object_agg(f.key, f.value) FROM jsonb_each(e.change) f WHERE f.key = ANY (${preferences})) END
   WHERE e.target_kind = 'user' AND e.change ?| ${preferences}`,
  'ALTER TABLE users.audit_entries ENABLE TRIGGER tr_audit_entries_keep',
  // Values and origin go apart: they may be of two people, of whom one was erased.
  keepEntry(['personal_change', 'ip', 'user_agent'].map(goneOrKept).join(' AND ')),
];

/** Of an entry of the log, what is personal about whom it is about, and where its actor was, can go one without the other. */
export class ErasableEntries1764400000000 implements MigrationInterface {
  readonly name = 'ErasableEntries1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  /** Values stay where they are: nothing reads one part of them alone. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(keepEntry('NEW.personal_change IS NULL AND NEW.ip IS NULL AND NEW.user_agent IS NULL'));
  }
}
