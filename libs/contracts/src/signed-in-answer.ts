import { z } from 'zod';
import { Session } from './sign-in.js';
import { Me } from './users.js';

/** Answer of a finished sign-in. Tokens are only there with `transport: "bearer"`. */
export const SignedInAnswer = z
  .object({
    status: z.literal('signed_in'),
    session: Session,
    user: Me,
    accessToken: z.string().optional(),
    refreshToken: z.string().optional(),
    expiresIn: z.int().optional(),
    /** Of a device that is remembered from now on; sent back when signing in by password. */
    deviceToken: z.string().optional(),
  })
  .meta({ id: 'SignedIn' });

/** The same, with the recovery codes of the factor that was enrolled on the way. */
export const EnrolledAnswer = SignedInAnswer.extend({
  recoveryCodes: z.array(z.string()).length(10).optional(),
}).meta({ id: 'Enrolled' });
