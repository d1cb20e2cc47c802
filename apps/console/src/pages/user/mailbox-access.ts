import type { UserMailboxes } from '../../api/types.js';

type Source = UserMailboxes['items'][number]['sources'][number];

/** The mailboxes that were given to the person, whatever their teams give besides. */
export function givenDirectly({ items }: UserMailboxes): string[] {
  return items.filter(({ sources }) => sources.includes('direct')).map(({ mailboxId }) => mailboxId);
}

/** "through Frontline and Logistics", "by the role"; undefined when it was only given directly. */
export function sourcesText(sources: readonly Source[], teams: ReadonlyMap<string, string>): string | undefined {
  const names = sources.flatMap((source) => {
    const [kind, id] = source.split(':');
    return kind === 'team' ? [teams.get(id ?? '') ?? 'a team'] : [];
  });
  if (sources.includes('role')) return 'by the role';
  if (names.length === 0) return undefined;
  const last = names.at(-1) ?? '';
  return names.length === 1 ? `through ${last}` : `through ${names.slice(0, -1).join(', ')} and ${last}`;
}
