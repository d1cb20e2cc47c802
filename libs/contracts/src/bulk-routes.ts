import { z } from 'zod';
import {
  CreateImportQuery,
  ExportUsersQuery,
  ImportRowsQuery,
  InviteManyAnswer,
  InviteManyBody,
  ListImportsQuery,
  UserImport,
  UserImportDetail,
  UserImportPage,
} from './bulk.js';
import type { Route } from './http.js';
import { defineRoute } from './http.js';
import { Uuid } from './primitives.js';

const importId = z.strictObject({ id: Uuid });

export const bulkRoutes = {
  exportUsers: defineRoute({
    id: 'users.export',
    method: 'GET',
    path: '/v1/users/export.csv',
    tag: 'Users',
    summary: 'The user list as CSV, with its filters and sort. Needs users.manage.',
    query: ExportUsersQuery,
    errors: ['plan_required'],
    status: 200,
  }),
  inviteMany: defineRoute({
    id: 'users.inviteMany',
    method: 'POST',
    path: '/v1/users/invitations',
    tag: 'Users',
    summary: 'Send or re-send up to 100 invitations.',
    body: InviteManyBody,
    answer: InviteManyAnswer,
    errors: ['idempotency_conflict', 'idempotency_in_progress'],
    idempotent: true,
  }),
  createImport: defineRoute({
    id: 'imports.create',
    method: 'POST',
    path: '/v1/users/imports',
    tag: 'Imports',
    summary: 'Import users from CSV or JSON; with dryRun only say what would become of each row.',
    query: CreateImportQuery,
    status: 202,
    answer: UserImport,
    errors: ['import_running', 'idempotency_conflict', 'idempotency_in_progress'],
    idempotent: true,
  }),
  listImports: defineRoute({
    id: 'imports.list',
    method: 'GET',
    path: '/v1/users/imports',
    tag: 'Imports',
    summary: 'Imports of the last 30 days, newest first.',
    query: ListImportsQuery,
    answer: UserImportPage,
    errors: ['invalid_cursor'],
  }),
  getImport: defineRoute({
    id: 'imports.get',
    method: 'GET',
    path: '/v1/users/imports/{id}',
    tag: 'Imports',
    summary: 'Progress of an import, and what became of its rows.',
    params: importId,
    query: ImportRowsQuery,
    answer: UserImportDetail,
    errors: ['invalid_cursor'],
  }),
  cancelImport: defineRoute({
    id: 'imports.cancel',
    method: 'POST',
    path: '/v1/users/imports/{id}/cancellation',
    tag: 'Imports',
    summary: 'Stop an import. Users that it created stay.',
    params: importId,
    answer: UserImport,
    errors: ['conflict'],
  }),
} satisfies Record<string, Route>;
