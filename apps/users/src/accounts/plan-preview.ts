import { featureWords, planFeatures, plans, type PlanFeature, type PlanName, type ResponseOf } from '#contracts';
import type { accountCalls } from '#contracts';
import type { PlanUse } from './accounts.repository.js';

type Preview = ResponseOf<typeof accountCalls.planPreview>;

// Keys belong to another service; how many there are is not known here.
function countOf(feature: PlanFeature, use: PlanUse): number | null {
  const counts: Record<PlanFeature, number | null> = {
    teams: use.teams,
    custom_permissions: use.customised,
    light_users: use.light,
    api_keys: null,
  };
  return counts[feature];
}

function has(plan: PlanName, feature: PlanFeature): boolean {
  return plans[plan].features.includes(feature);
}

/** Features that come and go with a change of the plan. */
export function featureChanges(from: PlanName, to: PlanName): { starts: PlanFeature[]; stops: PlanFeature[] } {
  return {
    starts: planFeatures.filter((feature) => !has(from, feature) && has(to, feature)),
    stops: planFeatures.filter((feature) => has(from, feature) && !has(to, feature)),
  };
}

/** What a change of the plan would start, stop and leave, from the table of plans. */
export function previewPlan(from: PlanName, to: PlanName, use: PlanUse): Preview {
  const { starts, stops } = featureChanges(from, to);
  const effect = (feature: PlanFeature, text: string) => ({ feature, text, count: countOf(feature, use) });
  return {
    from,
    to,
    starts: starts.map((feature) => effect(feature, featureWords[feature].starts)),
    stops: stops.map((feature) => effect(feature, featureWords[feature].stops)),
    stays: stops.map((feature) => effect(feature, featureWords[feature].stays)),
    lightUsers: { used: use.light, includedNow: plans[from].lightUsers, includedThen: plans[to].lightUsers },
  };
}
