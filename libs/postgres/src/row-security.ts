/** The SQL condition under which a row of an account-bound table is visible in the current transaction. */
const visible =
  "(account_id = (select nullif(current_setting('app.account_id', true), '')::uuid)" +
  " or (select current_setting('app.scope', true)) = 'system')";

/**
 * Statements that fence a table by account: the second fence behind the account that every query carries.
 * Services connect as a role that does not own the table, so the policy binds them; outside a transaction of
 * {@link Database} no row is visible.
 * @param table qualified name of a table with an `account_id uuid` column
 */
export function fenceByAccount(table: string): string[] {
  const policy = `${table.split('.').at(-1) ?? table}_account`;
  return [
    `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
    `CREATE POLICY ${policy} ON ${table} USING (${visible}) WITH CHECK (${visible})`,
  ];
}
