import { z } from 'zod';
import { ActivityQuery, AuditFilters, AuditPage, ListAuditQuery } from './audit.js';
import type { Route } from './http.js';
import { defineRoute } from './http.js';
import { Uuid } from './primitives.js';

export const auditRoutes = {
  listAuditLog: defineRoute({
    id: 'audit.list',
    method: 'GET',
    path: '/v1/audit-log',
    tag: 'Audit log',
    summary: 'Who changed what, newest first. Needs account.settings.',
    query: ListAuditQuery,
    answer: AuditPage,
    errors: ['invalid_cursor'],
  }),
  exportAuditLog: defineRoute({
    id: 'audit.export',
    method: 'GET',
    path: '/v1/audit-log/export.csv',
    tag: 'Audit log',
    summary: 'The audit log as CSV, with the filters of the list.',
    query: AuditFilters,
    status: 200,
  }),
  listActivity: defineRoute({
    id: 'users.activity',
    method: 'GET',
    path: '/v1/users/{id}/activity',
    tag: 'Users',
    summary: 'What was changed about this user and by them, newest first.',
    params: z.strictObject({ id: z.union([Uuid, z.literal('me')]) }),
    query: ActivityQuery,
    answer: AuditPage,
    errors: ['invalid_cursor'],
  }),
} satisfies Record<string, Route>;
