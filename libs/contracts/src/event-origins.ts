import { z } from 'zod';
import { defineCall } from './calls.js';
import { ClientOrigin } from './sign-in.js';
import { Uuid } from './primitives.js';

export const eventOriginCalls = {
  read: defineCall({
    subject: 'auth.event-origins.read.v1',
    clients: ['users'],
    authority: 'service',
    summary:
      'Where the request came from that an event of auth follows from, for the audit log. Addresses stand in no event; null for what nobody asked for, and for what is older than 30 days.',
    request: z.strictObject({ eventId: Uuid }),
    response: z.object({ origin: ClientOrigin.nullable() }),
  }),
};
