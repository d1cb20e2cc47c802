/** What makes things end. */
export type Cause =
  | 'signed_out'
  | 'password_changed'
  | 'password_reset'
  | 'email_changed'
  | 'second_factor_reset'
  | 'made_light_user'
  | 'suspended'
  | 'deleted'
  | 'restored';

/** What can end, as far as it is auth's. Teams and mailboxes are of the users service. */
export type Thing = 'sessions' | 'refreshTokens' | 'accessTokens' | 'apiKeys' | 'appGrants' | 'mailedLinks';

/**
 * How much of it. `this`: of the session that acts; `others`: all but those; `of_apps`: what grants gave;
 * `paused`: refused for as long as the cause lasts, checked where the credential is used.
 */
export type Extent = 'this' | 'others' | 'all' | 'of_apps' | 'paused';

/** What has no rows of its own and ends with something else: a session's row is all three. */
export const endWithSessions: readonly Thing[] = ['refreshTokens', 'accessTokens'];

/**
 * What nobody can have so far, so that nothing of it can end: there are no OAuth apps. Whoever brings them registers how
 * their grants end, and what `of_apps` means of tokens; the service does not start before this list says so.
 */
export const notThereYet: readonly Thing[] = ['appGrants'];

/** What ends when (product.md, section 7). What is not named goes on; nothing ever comes back by it. */
export const endings = {
  signed_out: { sessions: 'this', refreshTokens: 'this', accessTokens: 'this' },
  password_changed: { sessions: 'others', refreshTokens: 'others', accessTokens: 'others', mailedLinks: 'all' },
  password_reset: { sessions: 'all', refreshTokens: 'all', accessTokens: 'all', mailedLinks: 'all' },
  email_changed: { mailedLinks: 'all' },
  second_factor_reset: { sessions: 'all', refreshTokens: 'all', accessTokens: 'all', mailedLinks: 'all' },
  made_light_user: { refreshTokens: 'of_apps', accessTokens: 'of_apps', apiKeys: 'all', appGrants: 'all' },
  suspended: {
    sessions: 'all',
    refreshTokens: 'all',
    accessTokens: 'all',
    apiKeys: 'paused',
    appGrants: 'paused',
    mailedLinks: 'all',
  },
  deleted: {
    sessions: 'all',
    refreshTokens: 'all',
    accessTokens: 'all',
    apiKeys: 'all',
    appGrants: 'all',
    mailedLinks: 'all',
  },
  restored: {},
} as const satisfies Record<Cause, Partial<Record<Thing, Extent>>>;
