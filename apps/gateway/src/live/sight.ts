import type { ResponseOf, userCalls } from '#contracts';

/** What somebody may see of their account, as the lists of the services decide it. */
export interface Sight {
  /** Others see themselves. */
  everybody: boolean;
  teams: boolean;
  /** All for those who hand them out, otherwise those that one can use. */
  mailboxes: 'all' | ReadonlySet<string>;
}

export function sightOf({ permissions, plan, mailboxes }: ResponseOf<typeof userCalls.access>): Sight {
  const everybody = permissions.includes('users.manage');
  return {
    everybody,
    teams: plan.features.includes('teams'),
    mailboxes:
      everybody || permissions.includes('mailboxes.manage')
        ? 'all'
        : new Set(mailboxes.map(({ mailboxId }) => mailboxId)),
  };
}
