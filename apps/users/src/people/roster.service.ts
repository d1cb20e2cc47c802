import { Injectable } from '@nestjs/common';
import type { RequestOf, ResponseOf, rosterCalls } from '#contracts';
import { RosterRepository } from './roster.repository.js';

@Injectable()
export class RosterService {
  constructor(private readonly roster: RosterRepository) {}

  async names({
    accountId,
    userIds,
  }: RequestOf<typeof rosterCalls.names>): Promise<ResponseOf<typeof rosterCalls.names>> {
    return { people: await this.roster.named(accountId, userIds) };
  }

  async page({
    accountId,
    after,
    limit,
  }: RequestOf<typeof rosterCalls.page>): Promise<ResponseOf<typeof rosterCalls.page>> {
    const found = await this.roster.after(accountId, after, limit);
    const people = found.slice(0, limit);
    return { people, next: found.length > limit ? (people.at(-1)?.id ?? null) : null };
  }
}
