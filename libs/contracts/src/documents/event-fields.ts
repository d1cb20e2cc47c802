import type { EventType } from '../facts.js';
import { SchemaBook, type JsonObject } from './schema-book.js';

/** Meanings by field, or by `type/field` where the same name means something else. A `.describe()` comes first. */
const meanings: Record<string, string> = {
  userId: 'The person it is about',
  role: 'Their role',
  state: 'Their state',
  invitation: 'Set when they are to be invited',
  'user.invited/invitation': 'The new invitation',
  'user.invitation_revoked/invitation': 'The invitation that was taken back',
  'invitation.version': 'Grows with every invitation of this person; only the newest counts',
  'invitation.expiresAt': 'When the link dies',
  'invitation.invitedBy': 'Who invites',
  changed: 'Names of the fields that changed',
  from: 'The role before',
  to: 'The role now',
  linkId: 'The link; its path and code are asked for by this id',
  purpose: 'What the link is for',
  invitationVersion: 'The version of the invitation that it belongs to; null for other purposes',
  invitedBy: 'Who invites; null for other purposes',
  expiresAt: 'When the link dies',
  subjectId: 'What waits to be confirmed: an email change or an Auto Bcc address; null for other links',
  changeId: 'The change of the address',
  via: 'How it was set',
  failures: 'Wrong passwords in a row',
  sessionId: 'The session',
  reason: 'Why it ended',
  at: 'When it happened',
  mailId: 'The mail',
  kind: 'Kind of mail',
  detail: 'The words of the relay without addresses, or ours',
};

export interface EventField {
  /** Dotted path in `data`. */
  name: string;
  type: string;
  meaning: string;
}

function variants(node: JsonObject): JsonObject[] {
  return Array.isArray(node['anyOf']) ? (node['anyOf'] as JsonObject[]) : [node];
}

function typeOf(node: JsonObject): string {
  if (Array.isArray(node['enum'])) return node['enum'].map((value) => `\`${String(value)}\``).join(', ');
  const { items, format, type } = node as { items?: JsonObject; format?: string; type?: string | string[] };
  if (items !== undefined) return `list of ${typeOf(items)}`;
  return format ?? [type ?? 'any'].flat().join(' or ');
}

function meaningOf(event: EventType, name: string, node: JsonObject): string {
  const { description } = node;
  const meaning = typeof description === 'string' ? description : (meanings[`${event.type}/${name}`] ?? meanings[name]);
  if (meaning === undefined) throw new Error(`Say what ${name} of ${event.type} means, with .describe() in its schema`);
  return meaning;
}

function fieldsIn(event: EventType, object: JsonObject, prefix: string): EventField[] {
  const properties = Object.entries((object['properties'] ?? {}) as Record<string, JsonObject>);
  return properties.flatMap(([key, node]) => {
    const name = `${prefix}${key}`;
    const forms = variants(node);
    const type = forms.map(typeOf).join(' or ');
    const inner = forms.flatMap((form) => fieldsIn(event, form, `${name}.`));
    return [{ name, type, meaning: meaningOf(event, name, node) }, ...inner];
  });
}

/** What the data of an event holds. @throws Error for a field that nobody has described */
export function fieldsOf(event: EventType): EventField[] {
  return fieldsIn(event, new SchemaBook().describe(event.data, 'output'), '');
}
