import { defineRoute, type Route } from './http.js';
import { JsonWebKeySet } from './sign-in.js';

/** Seconds that the document may be kept. New keys sign at once, and clients ask again for a key id they do not know. */
export const keySetMaxAgeSeconds = 60;

export const keyRoutes = {
  getKeySet: defineRoute({
    id: 'oauth.jwks',
    method: 'GET',
    path: '/oauth/jwks',
    access: 'public',
    tag: 'OAuth',
    summary: 'Public keys of access tokens, as a JSON Web Key Set (RFC 7517).',
    answer: JsonWebKeySet,
  }),
} satisfies Record<string, Route>;
