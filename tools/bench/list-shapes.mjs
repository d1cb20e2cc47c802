const first = [
  'Ada',
  'Bela',
  'Chidi',
  'Dagny',
  'Emre',
  'Fumiko',
  'Goran',
  'Hana',
  'Ines',
  'Jonas',
  'Kofi',
  'Leila',
  'Zoe',
];
const last = [
  'Abara',
  'Berg',
  'Castro',
  'Dvorak',
  'Eriksen',
  'Fontaine',
  'Gupta',
  'Haddad',
  'Ito',
  'Jensen',
  'Kowalski',
];
const ends = [
  '""',
  'a',
  'an',
  'bert',
  'do',
  'ela',
  'far',
  'go',
  'ina',
  'kov',
  'lo',
  'mund',
  'nik',
  'os',
  'ra',
  'son',
  'ton',
  'ulf',
  'win',
  'yn',
];

/**
 * One account of `count` people beside a crowd of small ones: 1 in 1,000 is an administrator, 1 in 20 a light user,
 * 1 in 50 was never invited, 1 in 200 has an open invitation and as many an expired one, 1 in 500 is suspended, 1 in
 * 10 uses a second factor. Of two teams and two mailboxes one is for nearly everybody and one for thirty.
 */
export async function seedScale(client, { count, accountId }) {
  const pick = (words, number) => `('{${words.join(',')}}'::text[])[1 + (${number}) % ${words.length}]`;
  const chance = (salt) => `abs(hashint4(n + ${salt}) % 1000000)`;
  const names = `${pick(first, chance(0))} || ${pick(ends, chance(1))}`;
  const surnames = `${pick(last, chance(2))} || ${pick(ends, chance(3))} || ' ' || n`;
  await client.query(`SET search_path = users, public; SET session_replication_role = replica`);
  await client.query(`INSERT INTO accounts (id, name, plan, timezone) VALUES ($1, 'Large', 'plus', 'Etc/UTC')`, [
    accountId,
  ]);
  const people = (id, account, domain) => `INSERT INTO users (id, account_id, first_name, last_name, email, role,
      timezone, time_format, locale, mention, sort_name, search_text, two_factor_enabled, invitation_version,
      invitation_sent_at, invitation_expires_at, invitation_mail_status, accepted_at, suspended_at, locked_at,
      last_sign_in_at, last_active_at, created_at)
    SELECT ${id}, ${account}, first, last, mail, role, 'Etc/UTC', '24h', 'en', 'm' || n, lower(first || ' ' || last),
      lower(first || ' ' || last) || ' ' || mail, n % 10 = 0, 1,
      CASE WHEN n % 50 <> 7 THEN now() - interval '40 days' END,
      CASE WHEN n % 50 <> 7 THEN now() + CASE WHEN n % 200 = 3 THEN interval '3 days' ELSE interval '-33 days' END END,
      CASE WHEN n % 2000 = 3 THEN 'bounced' WHEN n % 50 <> 7 THEN 'accepted' END,
      CASE WHEN n % 50 <> 7 AND n % 200 NOT IN (3, 4) THEN now() - interval '30 days' END,
      CASE WHEN n % 500 = 9 THEN now() END, CASE WHEN n % 5000 = 11 THEN now() END,
      seen, seen, now() - n * interval '1 second'
    FROM (SELECT n, ${names} AS first, ${surnames} AS last, 'person' || n || '@${domain}' AS mail,
        CASE WHEN n = 1 THEN 'owner' WHEN n % 1000 = 2 THEN 'administrator' WHEN n % 20 = 5 THEN 'light_user'
          ELSE 'user' END AS role,
        CASE WHEN n % 50 <> 7 AND n % 200 NOT IN (3, 4) THEN now() - (n % 50) * interval '1 day' END AS seen
      FROM generate_series(1, $1::int) n) made`;
  await client.query(people('gen_random_uuid()', '$2::uuid', 'large.example'), [count, accountId]);
  // Others: the index of the search is one for all accounts.
  await client.query(
    `INSERT INTO accounts (id, name, plan, timezone)
      SELECT md5('small' || n)::uuid, 'Small', 'plus', 'Etc/UTC' FROM generate_series(0, 99) n`,
  );
  await client.query(
    people('gen_random_uuid()', `md5('small' || n % 100)::uuid`, 'small.example').replace(
      "WHEN n = 1 THEN 'owner'",
      "WHEN n <= 100 THEN 'owner'",
    ),
    [Math.max(1000, Math.floor(count / 10))],
  );
  const known = { accountId, team: [], mailbox: [] };
  for (const [kind, few] of [
    ['everybody', false],
    ['thirty', true],
  ]) {
    const who = few ? `n % ${Math.max(1, Math.floor(count / 30))} = 0` : `n % 20 <> 5`;
    for (const place of ['team', 'mailbox']) {
      const column = place === 'team' ? 'mention' : 'email';
      const plural = place === 'team' ? 'teams' : 'mailboxes';
      const members = place === 'team' ? 'team_members' : 'mailbox_grants';
      const { rows } = await client.query(
        `INSERT INTO ${plural} (id, account_id, name, ${column}) VALUES (gen_random_uuid(), $1, $2, $2) RETURNING id`,
        [accountId, kind],
      );
      await client.query(
        `INSERT INTO ${members} (account_id, user_id, ${place}_id) SELECT account_id, id, $2
          FROM (SELECT *, substr(mention, 2)::int AS n FROM users WHERE account_id = $1) u WHERE ${who}`,
        [accountId, rows[0].id],
      );
      known[place].push(rows[0].id);
    }
  }
  await client.query(`INSERT INTO team_mailbox_grants (account_id, team_id, mailbox_id) VALUES ($1, $2, $3)`, [
    accountId,
    known.team[1],
    known.mailbox[1],
  ]);
  await client.query('SELECT gin_clean_pending_list($1)', ['users.ix_users_search']);
  await client.query('VACUUM ANALYZE');
  const one = await client.query(`SELECT sort_name FROM users WHERE account_id = $1 AND mention = 'm77'`, [accountId]);
  const { rows } = await client.query(
    `SELECT id, sort_name FROM users WHERE account_id = $1 ORDER BY sort_name COLLATE "C", id OFFSET $2 LIMIT 1`,
    [accountId, Math.floor(count / 2)],
  );
  return { ...known, middle: { key: rows[0].sort_name, id: rows[0].id }, rare: one.rows[0].sort_name };
}

/** What people ask for, with the index that has to serve it in a large account. */
export function shapes({ team, mailbox, middle, rare }) {
  return [
    { name: 'first page', index: 'ix_users_name' },
    { name: 'a page in the middle', after: middle, index: 'ix_users_name' },
    { name: 'by name, backwards', sort: '-name', index: 'ix_users_name' },
    { name: 'newest', sort: '-createdAt', index: 'ix_users_created' },
    { name: 'oldest', sort: 'createdAt', index: 'ix_users_created' },
    { name: 'last active', sort: '-lastActiveAt', index: 'ix_users_last_active' },
    { name: 'longest away', sort: 'lastActiveAt', index: 'ix_users_last_active' },
    { name: 'role administrator', role: 'administrator', index: 'ix_users_role' },
    { name: 'role user', role: 'user', index: 'ix_users_role' },
    { name: 'role administrator, newest', role: 'administrator', sort: '-createdAt', index: 'ix_users_role' },
    { name: 'state active', state: 'active', index: 'ix_users_stage' },
    { name: 'state suspended', state: 'suspended', index: 'ix_users_stage' },
    { name: 'state not invited', state: 'not_invited', index: 'ix_users_stage' },
    { name: 'state invited', state: 'invited', index: 'ix_users_stage' },
    { name: 'state invite expired', state: 'invite_expired' },
    { name: 'alert inactive', alert: 'inactive' },
    { name: 'alert locked out', alert: 'too_many_failed_sign_ins', index: 'ix_users_locked' },
    { name: 'alert bounced', alert: 'invite_bounced', index: 'ix_users_bounced' },
    { name: 'second factor', twoFactor: true, index: 'ix_users_two_factor' },
    { name: 'large team', teamId: team[0] },
    { name: 'small team', teamId: team[1], index: 'ix_team_members_team' },
    { name: 'large mailbox', mailboxId: mailbox[0] },
    { name: 'small mailbox', mailboxId: mailbox[1], index: 'ix_mailbox_grants_mailbox' },
    { name: 'q: one person', q: rare, index: 'ix_users_search' },
    { name: 'q: one address', q: 'person77@', index: 'ix_users_search' },
    { name: 'q: a frequent name', q: 'kowalski' },
    { name: 'q: a frequent name at the end', q: 'zoe' },
    { name: 'q: everybody', q: 'example' },
    { name: 'q: nobody', q: 'xyzzy', index: 'ix_users_search' },
    { name: 'q: one character', q: 'k' },
    { name: 'q: two characters', q: 'ko' },
    { name: 'q: two characters, nobody', q: 'qx', index: 'ix_users_search' },
    { name: 'q: three characters', q: 'kow' },
    { name: 'q: frequent name, newest', q: 'kowalski', sort: '-createdAt' },
    { name: 'q and role', q: 'kowalski', role: 'administrator' },
    { name: 'total', count: true },
    { name: 'total of a frequent name', count: true, q: 'kowalski' },
    { name: 'total of a role', count: true, role: 'administrator', index: 'ix_users_role' },
  ];
}
