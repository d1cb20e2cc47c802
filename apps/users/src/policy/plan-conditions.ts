import { planNames, plans, type PlanFeature } from '#contracts';

/** Whether the plan of the account `$1` has a feature, as a condition that is asked once for a whole statement. */
function planHas(feature: PlanFeature): string {
  const names = planNames.filter((name) => plans[name].features.includes(feature)).map((name) => `'${name}'`);
  return `EXISTS (SELECT FROM accounts p WHERE p.id = $1 AND p.plan IN (${names.join(', ')}))`;
}

/**
 * Whether teams count in the account `$1`. On a plan without them teams, members and what they were granted are kept,
 * but nobody is on a team and nobody can use a mailbox through one.
 */
export const teamsCount = planHas('teams');
