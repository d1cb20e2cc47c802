import { Injectable } from '@nestjs/common';
import { signInEvents, type ClientOrigin } from '#contracts';
import { Outbox } from '#events';
import { ClientDevices } from './client-devices.js';
import { Locations } from './locations.js';
import { SignInPlacesRepository } from './sign-in-places.repository.js';

/** Browser names carry a version; an update must not look like another browser. */
function withoutVersion(name: string): string {
  return name.replace(/ [\d.]+$/, '');
}

/** Notices sign-ins from a device or place that somebody did not use of late. */
@Injectable()
export class SignInPlaces {
  constructor(
    private readonly places: SignInPlacesRepository,
    private readonly devices: ClientDevices,
    private readonly locations: Locations,
    private readonly outbox: Outbox,
  ) {}

  /** Must run in the transaction of the sign-in. */
  async note(session: { id: string; accountId: string; userId: string }, origin: ClientOrigin): Promise<void> {
    const { id, accountId, userId } = session;
    const { browser, os } = this.devices.of(origin.userAgent);
    const country = this.locations.of(origin.ip)?.countryCode ?? '';
    const seen = { userId, accountId, browser: withoutVersion(browser), os: withoutVersion(os), country };
    const { first, familiar } = await this.places.note(seen);
    if (first || familiar) return;
    await this.outbox.append(signInEvents.unfamiliar, {
      accountId,
      aggregateId: id,
      aggregateVersion: 1,
      data: { sessionId: id, userId },
    });
  }
}
