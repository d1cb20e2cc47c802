import type { Mailbox } from '#contracts';

/** A mailbox as the statements of the repository select it. */
export interface SelectedMailbox {
  id: string;
  number: number;
  name: string;
  email: string;
  created_at: Date;
  updated_at: Date;
}

export function toMailbox(row: SelectedMailbox): Mailbox {
  return {
    id: row.id,
    number: row.number,
    name: row.name,
    email: row.email,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

export function toVersionedMailbox(row: SelectedMailbox & { version: number }): { mailbox: Mailbox; version: number } {
  return { mailbox: toMailbox(row), version: row.version };
}
