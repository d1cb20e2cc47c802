import type { Conversation } from './conversations.js';
import type { Shown } from './names.js';

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? character);

/** `Nadia Okafor`, `Nadia Okafor (deleted)`, or the id while no name can be had. */
export function label(id: string | null, names: ReadonlyMap<string, Shown>): string {
  if (id === null) return 'Unassigned';
  const shown = names.get(id);
  if (shown === undefined) return id;
  return shown.deleted ? `${shown.name} (deleted)` : shown.name;
}

function row(conversation: Conversation, names: ReadonlyMap<string, Shown>): string {
  const cells = [
    conversation.subject,
    conversation.status,
    label(conversation.assigneeId, names),
    conversation.authorIds.map((id) => label(id, names)).join(', '),
    `${conversation.replies} / ${conversation.notes}`,
    conversation.tags.join(', '),
  ];
  return `<tr>${cells.map((cell) => `<td>${escape(cell)}</td>`).join('')}</tr>`;
}

/** The list as a page without scripts. */
export function page(conversations: readonly Conversation[], names: ReadonlyMap<string, Shown>): string {
  const heads = ['Subject', 'Status', 'Assigned to', 'Written by', 'Replies / notes', 'Tags'];
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Conversations</title>
<style>
  body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color-scheme: light dark }
  table { border-collapse: collapse; width: 100% }
  th, td { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid #8884 }
</style>
<h1>Conversations</h1>
<p>An example of an internal service: it knows people by their ids and by what Muster's events tell.</p>
<table><thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead>
<tbody>${conversations.map((conversation) => row(conversation, names)).join('\n')}</tbody></table>
</html>`;
}
