import { Injectable } from '@nestjs/common';
import type { ClientOrigin, ResponseOf, sessionCalls } from '#contracts';
import { Devices } from '../devices/devices.js';
import type { Person } from '../factors/factors.repository.js';
import { SignInGate, type HalfSignedIn } from '../factors/sign-in-gate.js';
import { requireStanding, SessionStarter, type SessionConditions, type SignedInAnswer } from './session-starter.js';

/** A sign-in that lacks nothing any more. */
export interface Complete extends Person {
  transport: 'cookie' | 'bearer';
  amr: string[];
  origin: ClientOrigin;
  rememberDevice: boolean;
  /** Which password was shown just now; absent when it was none, or a while ago. */
  passwordSet?: string | null;
  /** A second factor was proved, so the device may do without it next time. */
  secondFactor: boolean;
}

/** The last step of every way to sign in: what is still needed, or the session, and the device if it is remembered. */
@Injectable()
export class Arrivals {
  constructor(
    private readonly gate: SignInGate,
    private readonly starter: SessionStarter,
    private readonly devices: Devices,
  ) {}

  /** Before the transaction of {@link afterOneFactor}. @throws AppError `unavailable` */
  requiresTwoFactors(person: Person): Promise<boolean> {
    return this.gate.requires(person);
  }

  /** Must run in the transaction of the proof. */
  async afterOneFactor(
    arrival: HalfSignedIn & Pick<Complete, 'origin' | 'passwordSet'>,
    required: boolean,
  ): Promise<ResponseOf<typeof sessionCalls.create>> {
    // Asked along with what the gate asks.
    const conditions = this.starter.conditionsOf(arrival);
    conditions.catch(() => {});
    const further = await this.gate.next(arrival, required);
    if (further === undefined) return this.complete({ ...arrival, secondFactor: false }, conditions);
    requireStanding(arrival, (await conditions).standing);
    return further;
  }

  /** Must run in the transaction of the last proof. */
  async complete(arrival: Complete, conditions?: Promise<SessionConditions>): Promise<SignedInAnswer> {
    const { userId, accountId, rememberDevice, secondFactor } = arrival;
    const answer = await this.starter.start(arrival, conditions);
    if (!rememberDevice) return answer;
    const deviceToken = await this.devices.remember({ userId, accountId, secondFactor });
    return { ...answer, secrets: { ...answer.secrets, deviceToken } };
  }
}
