import { z } from 'zod';

/** A part of a JSON document. */
export type JsonObject = Record<string, unknown>;

/** Requests are described before defaults and canonicalisation, answers after. */
export type Direction = 'input' | 'output';

const byToken = { required: ['token'], properties: { token: true, email: false, code: false } };
const byCode = { required: ['email', 'code'], properties: { email: true, code: true, token: false } };

// Rules that live in refinements, which cannot be read off; the contract test holds them against the schemas.
const refinements: Record<string, JsonObject> = {
  LookupInvitation: { oneOf: [byToken, byCode] },
  AcceptInvitation: { oneOf: [byToken, byCode] },
  LookupPasswordReset: { oneOf: [byToken, byCode] },
  CompletePasswordReset: { oneOf: [byToken, byCode] },
  UpdateUser: { minProperties: 1 },
  UpdateAccount: { minProperties: 1 },
  UpdateTeam: { minProperties: 1 },
  UpdateMailbox: { minProperties: 1 },
};

function simplify(node: JsonObject, direction: Direction): void {
  if (node['maximum'] === Number.MAX_SAFE_INTEGER) delete node['maximum'];
  if (node['minimum'] === Number.MIN_SAFE_INTEGER) delete node['minimum'];
  // Fields may be added to answers and events at any time.
  if (direction === 'output' && node['additionalProperties'] === false) delete node['additionalProperties'];
}

/** JSON Schema (draft 2020-12) of a schema; named schemas in it are references into `$defs`. */
function convert(schema: z.ZodType, direction: Direction): JsonObject {
  return z.toJSONSchema(schema, {
    io: direction,
    target: 'draft-2020-12',
    override: ({ jsonSchema }) => simplify(jsonSchema, direction),
  });
}

function relocate(node: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(node).replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonObject;
}

/** Turns schemas into JSON Schema and gathers the named ones (`.meta({ id })`) for `components.schemas`. */
export class SchemaBook {
  private readonly named = new Map<string, JsonObject>();

  /** @throws Error when one name stands for two different schemas */
  describe(schema: z.ZodType, direction: Direction): JsonObject {
    const { $schema: _dialect, $defs = {}, ...own } = convert(schema, direction);
    for (const [name, definition] of Object.entries($defs as Record<string, JsonObject>)) {
      this.add(name, { ...definition, ...refinements[name] });
    }
    return relocate(own);
  }

  add(name: string, definition: JsonObject): void {
    const located = relocate(definition);
    const known = this.named.get(name);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(located)) {
      throw new Error(`Two different schemas are called ${name}`);
    }
    this.named.set(name, located);
  }

  /** All named schemas by name. */
  all(): JsonObject {
    return inOrder(this.named);
  }
}

/** Entries by name, so that documents do not change with the order of declarations. */
export function inOrder(entries: Iterable<[string, unknown]>): JsonObject {
  return Object.fromEntries([...entries].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Items by key, in the order in which the keys are met. */
export function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** The text of a committed JSON document. */
export function toText(document: JsonObject): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
