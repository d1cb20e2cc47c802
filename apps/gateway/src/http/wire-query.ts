/** A checked query as the calls take it: flags are words there, as they are in a URL. */
type Wire<Query> = { [Key in keyof Query]: Query[Key] extends boolean ? 'true' | 'false' : Flag<Query[Key]> };
type Flag<Value> = boolean extends Value ? Exclude<Value, boolean> | 'true' | 'false' : Value;

export function toWire<Query extends object>(query: Query): Wire<Query> {
  const entries = Object.entries(query).map(([name, value]: [string, unknown]) => [
    name,
    typeof value === 'boolean' ? String(value) : value,
  ]);
  return Object.fromEntries(entries) as Wire<Query>;
}
