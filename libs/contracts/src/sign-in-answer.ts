import { z } from 'zod';
import { Uuid } from './primitives.js';
import { SignedInAnswer } from './signed-in-answer.js';

/** Signed in, or what is still needed. */
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
