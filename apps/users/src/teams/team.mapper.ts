import type { Team } from '#contracts';
import { photoUrlOf } from '../photos/photo-url.js';

/** A team as the statements of the repository select it. */
export interface SelectedTeam {
  id: string;
  number: number;
  name: string;
  mention: string;
  photo_id: string | null;
  member_count: number;
  mailbox_ids: string[];
  created_at: Date;
  updated_at: Date;
}

export function toTeam(row: SelectedTeam): Team {
  return {
    id: row.id,
    number: row.number,
    name: row.name,
    mention: row.mention,
    photoUrl: photoUrlOf(row.photo_id),
    memberCount: row.member_count,
    mailboxIds: row.mailbox_ids,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

export function toVersionedTeam(row: SelectedTeam & { version: number }): { team: Team; version: number } {
  return { team: toTeam(row), version: row.version };
}
