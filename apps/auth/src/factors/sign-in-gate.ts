import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ResponseOf, sessionCalls } from '#contracts';
import { Devices } from '../devices/devices.js';
import { ChallengesRepository } from './challenges.repository.js';
import { FactorsRepository, type Person } from './factors.repository.js';
import { RecoveryCodes } from './recovery-codes.js';
import { Requirements } from './requirements.js';

type SignInResult = ResponseOf<typeof sessionCalls.create>;
/** What stands between one factor and a session. */
export type FurtherStep = Exclude<SignInResult, { status: 'signed_in' }>;

/** Somebody who has proved one factor. */
export interface HalfSignedIn extends Person {
  transport: 'cookie' | 'bearer';
  amr: string[];
  rememberDevice: boolean;
  deviceToken?: string | undefined;
}

/** Decides what is still needed before somebody is signed in: nothing, a second factor, or its enrolment. */
@Injectable()
export class SignInGate {
  constructor(
    private readonly factors: FactorsRepository,
    private readonly codes: RecoveryCodes,
    private readonly challenges: ChallengesRepository,
    private readonly devices: Devices,
    private readonly requirements: Requirements,
  ) {}

  /** Before the transaction of {@link next}. @throws AppError `unavailable` */
  requires(person: Person): Promise<boolean> {
    return this.requirements.bind(person);
  }

  /** Must run in the transaction of the first proof. Undefined: nothing more is needed. */
  async next(arrival: HalfSignedIn, required: boolean): Promise<FurtherStep | undefined> {
    const { kinds, needsFactor } = await this.factors.standing(arrival);
    // A password of the length that a factor allows signs in nobody by itself, wherever the factor has gone.
    if (kinds.length === 0) return required || needsFactor ? this.enrolment(arrival) : undefined;
    if (await this.devices.spares(arrival.userId, arrival.deviceToken)) return undefined;
    const recovery = (await this.codes.left(arrival)) > 0 ? (['recovery_code'] as const) : [];
    const challengeId = await this.challenge(arrival, 'second_factor');
    return { status: 'second_factor_required', challengeId, methods: [...new Set(kinds), ...recovery] };
  }

  private async enrolment(arrival: HalfSignedIn): Promise<FurtherStep> {
    return { status: 'enrolment_required', challengeId: await this.challenge(arrival, 'enrolment') };
  }

  private async challenge(arrival: HalfSignedIn, purpose: 'second_factor' | 'enrolment'): Promise<string> {
    const { userId, accountId, transport, amr, rememberDevice } = arrival;
    const id = uuidv7();
    await this.challenges.add({ id, userId, accountId, transport, amr, rememberDevice, purpose });
    return id;
  }
}
