import type { z } from 'zod';
import type { FactorMethodView } from '#contracts';
import type { Factor } from '../factors/factors.repository.js';

/** Row -> what its owner sees. */
export function toFactorMethod(factor: Factor): z.infer<typeof FactorMethodView> {
  return {
    id: factor.id,
    kind: factor.kind,
    name: factor.name,
    createdAt: factor.created_at.toISOString(),
    lastUsedAt: factor.last_used_at?.toISOString() ?? null,
  };
}
