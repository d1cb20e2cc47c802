import { z } from 'zod';
import { Uuid } from './primitives.js';
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
  })
  .meta({ id: 'SignedIn' });

export const SignInAnswer = z
  .discriminatedUnion('status', [
    SignedInAnswer,
    z.object({
      status: z.literal('second_factor_required'),
      challengeId: Uuid,
      methods: z.array(z.enum(['totp', 'passkey', 'recovery_code'])),
    }),
    z.object({ status: z.literal('enrolment_required'), challengeId: Uuid }),
  ])
  .meta({ id: 'SignInAnswer' });
export type SignInAnswer = z.infer<typeof SignInAnswer>;
