import { CloudEvent, type EventType } from '../facts.js';

const accountId = '01890a5d-ac96-7f30-8c4d-2e5f6a7b8c9d';
const actorId = '01890a5d-ac96-7c61-8f7a-5b8c9daebfc0';

/** Which field of `data` holds the id of the aggregate, by the first word of the type. */
const aggregateFields: Record<string, string> = {
  user: 'userId',
  link: 'linkId',
  credential: 'userId',
  session: 'sessionId',
  mail: 'mailId',
  second_factor: 'userId',
  sign_in: 'sessionId',
  sign_up: 'signUpId',
};

function aggregateOf(event: EventType, data: unknown): string {
  const aggregate = event.type.split('.')[0] ?? '';
  // Every envelope names the account by itself.
  if (aggregate === 'account') return accountId;
  const id: unknown = Object(data)[aggregateFields[aggregate] ?? `${aggregate}Id`];
  if (typeof id !== 'string') throw new Error(`The example of ${event.type} does not name its ${aggregate}`);
  return id;
}

/** Where an envelope says that an event comes from, and which form its data has. */
export function originOf(event: EventType): { source: string; dataschema: string } {
  return { source: `/muster/${event.source}`, dataschema: `urn:muster:event:${event.type}:v${event.version}` };
}

/**
 * A whole message of an event, around the example of its declaration.
 * @throws ZodError when the example does not fit the event's own schema
 */
export function sampleOf(event: EventType): CloudEvent {
  const data = event.data.parse(event.example);
  const { source, dataschema } = originOf(event);
  return CloudEvent.parse({
    specversion: '1.0',
    id: '01890a5d-ac96-7d72-9a8b-6c9daebfc0d1',
    source,
    type: event.type,
    subject: aggregateOf(event, data),
    time: '2026-11-24T08:00:00.000Z',
    datacontenttype: 'application/json',
    dataschema,
    accountid: accountId,
    sequence: 3,
    actorid: event.source === 'users' ? actorId : null,
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    data,
  });
}
