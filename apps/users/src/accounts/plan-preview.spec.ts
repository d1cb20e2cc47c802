import { describe, expect, it } from '@jest/globals';
import { planNames, plans, type PlanName } from '#contracts';
import { previewPlan } from './plan-preview.js';

const use = { teams: 3, customised: 2, light: 4 };
const features = (effects: { feature: string }[]) => effects.map(({ feature }) => feature);
const pairs = planNames.flatMap((from) => planNames.map((to): [PlanName, PlanName] => [from, to]));

describe('changing the plan', () => {
  it.each(pairs)('from %s to %s says of every feature that comes or goes what happens', (from, to) => {
    const preview = previewPlan(from, to, use);
    const lost = plans[from].features.filter((feature) => !plans[to].features.includes(feature));
    const won = plans[to].features.filter((feature) => !plans[from].features.includes(feature));
    expect(features(preview.stops)).toEqual(lost);
    expect(features(preview.stays)).toEqual(lost);
    expect(features(preview.starts)).toEqual(won);
  });

  it('counts what it is about', () => {
    const { stops, lightUsers } = previewPlan('company', 'free', use);
    expect(stops.map(({ feature, count }) => [feature, count])).toEqual([
      ['teams', 3],
      ['custom_permissions', 2],
      ['light_users', 4],
      ['api_keys', null],
    ]);
    expect(lightUsers).toEqual({ used: 4, includedNow: 50, includedThen: 0 });
  });
});
