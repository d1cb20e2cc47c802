import { keySetMaxAgeSeconds } from '../key-routes.js';

export const keyNotes = {
  'oauth.jwks': {
    description: `May be kept for ${keySetMaxAgeSeconds} seconds. After a rotation it holds the old key for another day. Access tokens are signed with ES256, their issuer is \`muster-auth\`, their audience \`muster-api\`; they say which session they belong to and nothing about rights, and a session that was ended is not seen by the signature: whoever has to know asks the API.`,
    answers: {
      200: {
        keys: [
          {
            kid: '8c1f7c0e-5d0b-4a39-9d0c-3b1d0c8f6f0a',
            kty: 'EC',
            crv: 'P-256',
            alg: 'ES256',
            use: 'sig',
            x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
            y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
          },
        ],
      },
    },
  },
};
