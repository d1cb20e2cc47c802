import { newPerson, type Api } from './api.js';
import { tokenIn, type Mails } from './mails.js';

export const personalPassword = 'a quiet meadow beyond the hill';

/** Somebody who was invited, accepted and is signed in. */
export interface SignedIn {
  id: string;
  email: string;
  token: string;
}

/** Creates somebody by the given manager's token, and lets them accept the invitation. */
export async function newcomer(
  { api, mails, by }: { api: Api; mails: Mails; by: string },
  fields: Record<string, unknown>,
): Promise<SignedIn> {
  const created = await api.call<{ id: string; email: string }>('POST', '/v1/users', {
    token: by,
    body: newPerson(fields),
  });
  if (created.status !== 201) throw new Error(`Creating answered ${created.status}: ${JSON.stringify(created.body)}`);
  const { id, email } = created.body;
  const token = tokenIn(await mails.newest(email), 'invitation');
  const accepted = await api.call<{ accessToken: string }>('POST', '/v1/invitations/acceptances', {
    body: { token, password: personalPassword, transport: 'bearer' },
  });
  if (accepted.status !== 201) throw new Error(`Accepting answered ${accepted.status}`);
  return { id, email, token: accepted.body.accessToken };
}
