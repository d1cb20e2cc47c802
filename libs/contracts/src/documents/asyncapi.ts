import { CloudEvent, eventSubject, type EventType } from '../facts.js';
import { eventStream } from '../nats-permissions.js';
import { allEvents } from '../registry.js';
import { originOf, sampleOf } from './sample-event.js';
import { SchemaBook, type JsonObject } from './schema-book.js';

const description = `Facts that the services of Muster publish to the JetStream stream \`${eventStream}\`, as CloudEvents 1.0 in structured JSON mode.

- At least once, and not in order between aggregates: drop what has a known \`id\`; order the events of one \`subject\` by \`sequence\`.
- No personal data: who needs a name or an address asks the users service for it by id.
- Fields may be added to \`data\`: ignore what you do not know. A change that breaks readers gets a new \`dataschema\`.

Request/reply calls between the services are not described here: they are private, versioned by subject, and declared in libs/contracts.`;

const byName = [...allEvents].sort((one, other) => (one.type < other.type ? -1 : 1));

function mapped(describe: (event: EventType) => JsonObject): JsonObject {
  return Object.fromEntries(byName.map((event) => [event.type, describe(event)]));
}

function channel(event: EventType): JsonObject {
  return {
    address: eventSubject('{accountId}', event.type),
    title: event.type,
    summary: event.summary,
    messages: { [event.type]: { $ref: `#/components/messages/${event.type}` } },
    parameters: { accountId: { $ref: '#/components/parameters/accountId' } },
  };
}

function operation(event: EventType): JsonObject {
  return {
    action: 'send',
    channel: { $ref: `#/channels/${event.type}` },
    title: `Publish ${event.type}`,
    summary: event.summary,
    tags: [{ name: event.source }],
    messages: [{ $ref: `#/channels/${event.type}/messages/${event.type}` }],
  };
}

function payload(event: EventType, schemas: SchemaBook): JsonObject {
  const { source, dataschema } = originOf(event);
  const own = {
    type: { const: event.type },
    source: { const: source },
    dataschema: { const: dataschema },
    data: schemas.describe(event.data, 'output'),
  };
  return { allOf: [{ $ref: '#/components/schemas/CloudEvent' }, { type: 'object', properties: own }] };
}

function message(event: EventType, schemas: SchemaBook): JsonObject {
  return {
    name: event.type,
    title: event.summary,
    contentType: 'application/cloudevents+json',
    headers: {
      type: 'object',
      properties: { 'Nats-Msg-Id': { type: 'string', format: 'uuid', description: 'The `id` of the event' } },
      required: ['Nats-Msg-Id'],
    },
    payload: payload(event, schemas),
    examples: [{ name: 'example', payload: sampleOf(event) }],
  };
}

/** The events as AsyncAPI 3.0. Source: https://www.asyncapi.com/docs/reference/specification/v3.0.0 */
export function asyncapiDocument(): JsonObject {
  const schemas = new SchemaBook();
  const messages = mapped((event) => message(event, schemas));
  schemas.add('CloudEvent', schemas.describe(CloudEvent, 'output'));
  return {
    asyncapi: '3.0.0',
    info: { title: 'Muster events', version: 'v1', description, license: { name: 'Apache-2.0' } },
    defaultContentType: 'application/cloudevents+json',
    servers: { nats: { host: 'nats:4222', protocol: 'nats', description: 'Inside the deployment only' } },
    channels: mapped(channel),
    operations: Object.fromEntries(byName.map((event) => [`publish.${event.type}`, operation(event)])),
    components: {
      messages,
      parameters: { accountId: { description: 'The account that the event belongs to; its `accountid`' } },
      schemas: schemas.all(),
    },
  };
}
