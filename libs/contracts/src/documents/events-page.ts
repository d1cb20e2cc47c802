import { eventSubject, type EventType } from '../facts.js';
import { eventStream } from '../nats-permissions.js';
import { allEvents } from '../registry.js';
import { peopleCalls } from '../user-calls.js';
import { cell } from './errors-page.js';
import { fieldsOf } from './event-fields.js';
import { originOf, sampleOf } from './sample-event.js';

const introduction = `# Events

Generated from the contracts by \`npm run generate\`; do not edit. The same as AsyncAPI: \`asyncapi.json\`.

An event is a fact in the past tense. It is written in the transaction of the change (outbox) and published after the
commit, so there is no event without its change and no change without its event.

## Subscribing

Events are on the JetStream stream \`${eventStream}\` under \`${eventSubject('<account id>', '<type>')}\`, as CloudEvents 1.0 in
structured JSON mode. Subscribers are services of Muster; each signs in to NATS as itself and may do what
\`deploy/nats/nats-server.conf\` allows it.

- **Durable consumer.** Use a durable pull consumer with explicit acknowledgement, named \`<service>-<what it follows>\`,
  and a filter such as \`${eventSubject('*', 'user.>')}\`. Here that is \`defineConsumer\` of \`libs/events\`, which also creates the
  consumer and retries, and keeps as a dead letter what fails for good.
- **Once.** Delivery is at least once. \`id\` names the event for ever (it is the \`Nats-Msg-Id\` too): write it down in the
  transaction of the effect and skip what is known. \`libs/events\` does this in the \`inbox\` table.
- **Order.** The first word of the type and \`subject\` name the aggregate; \`sequence\` is its version. Events can arrive late or
  in another order: apply what has a higher \`sequence\` than the last applied one of that aggregate, and make handlers of
  different aggregates commute. A change of several things has an event for each, in versions that follow each other:
  facts that have events of their own need a version each to compare with.
- **Unknown things.** Ignore types and fields that you do not know. Fields may be added; a change that breaks readers gets
  a new \`dataschema\`.
- **Replay.** A new durable consumer starts with the oldest event that the stream still has.

## References instead of personal data

Events carry ids, never names or addresses: an event cannot be taken back, a person must be erasable. Who needs a name or
an address, for a mail or a sign-in, asks for it when it is needed, by \`userId\`, with \`${peopleCalls.resolve.subject}\`, and gets
what is true then. Of \`user.updated\` even the values are left out: \`changed\` names the fields. \`actorid\` is the person
who caused it, or null when the system did.
`;

function contents(events: readonly EventType[]): string {
  const rows = events.map(({ type, source, summary }) => {
    const anchor = type.replaceAll('.', '');
    return `| [\`${type}\`](#${anchor}) | ${source} | ${cell(summary)} |`;
  });
  return ['## All events', '', '| Type | Published by | When |', '|---|---|---|', ...rows].join('\n');
}

function section(event: EventType): string {
  const rows = fieldsOf(event).map(({ name, type, meaning }) => `| \`${name}\` | ${cell(type)} | ${cell(meaning)} |`);
  return `### ${event.type}

${event.summary} Published by \`${event.source}\` on \`${eventSubject('<account id>', event.type)}\`; \`dataschema\` \`${originOf(event).dataschema}\`.

| Field of \`data\` | Type | Meaning |
|---|---|---|
${rows.join('\n')}

\`\`\`json
${JSON.stringify(sampleOf(event), null, 2)}
\`\`\`
`;
}

/** docs/events.md: every event with its data, a whole message, and how to follow it. */
export function eventsPage(): string {
  return [introduction, `${contents(allEvents)}\n`, ...allEvents.map(section)].join('\n');
}
