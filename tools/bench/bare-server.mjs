// The same work with nothing but Node and pg: one process, one database. The yardstick that Muster is held against.
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { hash, verify } from '@node-rs/argon2';
import { Pool } from 'pg';
import { v7 as uuid } from 'uuid';

const argon = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const { BARE_DATABASE_URL: url, BARE_USERS: users = '10000', BARE_PASSWORD: password = '' } = process.env;
const pool = new Pool({ connectionString: url, max: 10 });
const digest = (token) => createHash('sha256').update(token).digest();

async function prepare() {
  await pool.query(`DROP TABLE IF EXISTS sessions, outbox, grants, members, users`);
  await pool.query(`CREATE TABLE users (id uuid PRIMARY KEY, account_id uuid NOT NULL, first_name text, last_name text,
    email text UNIQUE, role text, password_hash text, created_at timestamptz DEFAULT now(),
    number int GENERATED ALWAYS AS IDENTITY, job_title text, phone text, timezone text DEFAULT 'Etc/UTC',
    time_format text DEFAULT '24h', locale text DEFAULT 'en', mention text, photo_url text, alternate_emails text[] DEFAULT '{}',
    two_factor_enabled boolean DEFAULT false, invited_at timestamptz DEFAULT now(),
    invitation_expires_at timestamptz DEFAULT now() + interval '7 days', mail_status text DEFAULT 'accepted',
    mail_at timestamptz DEFAULT now(), accepted_at timestamptz DEFAULT now(), suspended_at timestamptz,
    last_sign_in_at timestamptz DEFAULT now(), last_active_at timestamptz DEFAULT now(), updated_at timestamptz DEFAULT now())`);
  await pool.query(
    `CREATE TABLE members (account_id uuid, user_id uuid, team_id uuid, PRIMARY KEY (account_id, user_id, team_id))`,
  );
  await pool.query(
    `CREATE TABLE grants (account_id uuid, user_id uuid, mailbox_id uuid, PRIMARY KEY (account_id, user_id, mailbox_id))`,
  );
  await pool.query(`CREATE TABLE sessions (token bytea PRIMARY KEY, user_id uuid NOT NULL, ended_at timestamptz)`);
  await pool.query(`CREATE TABLE outbox (id uuid PRIMARY KEY, payload jsonb, created_at timestamptz DEFAULT now())`);
  const account = uuid();
  const secret = await hash(password, argon);
  await pool.query(
    `INSERT INTO users (id, account_id, first_name, last_name, email, role, password_hash)
     SELECT gen_random_uuid(), $1, 'First' || n, 'Last' || n, 'person' || n || '@bare.example', 'user', $2
     FROM generate_series(1, $3::int) n`,
    [account, secret, users],
  );
  await pool.query(`INSERT INTO grants SELECT account_id, id, gen_random_uuid() FROM users`);
  await pool.query(`CREATE INDEX ON users (account_id, last_name, first_name, id)`);
  await pool.query('ANALYZE');
  const { rows } = await pool.query(`SELECT id FROM users LIMIT 1`);
  const token = randomBytes(32).toString('base64url');
  await pool.query(`INSERT INTO sessions VALUES ($1, $2, NULL)`, [digest(token), rows[0].id]);
  return token;
}

async function me(request) {
  const token = (request.headers.authorization ?? '').slice('Bearer '.length);
  const { rows } = await pool.query({
    name: 'me',
    text: `SELECT u.* FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.token = $1 AND s.ended_at IS NULL`,
    values: [digest(token)],
  });
  if (!rows[0]) throw new Error('unauthenticated');
  const { password_hash: _, ...user } = rows[0];
  return user;
}

async function list(request) {
  const user = await me(request);
  const { rows } = await pool.query({
    name: 'list',
    // What a user of ours shows, without the rights, alerts and states that follow from it.
    text: `SELECT id, number, first_name, last_name, email, alternate_emails, role, job_title, phone, timezone, time_format,
             locale, mention, photo_url, two_factor_enabled, invited_at, invitation_expires_at, mail_status, mail_at, accepted_at,
             suspended_at, last_sign_in_at, last_active_at, created_at, updated_at,
             ARRAY(SELECT team_id FROM members m WHERE m.account_id = u.account_id AND m.user_id = u.id) AS team_ids,
             ARRAY(SELECT mailbox_id FROM grants g WHERE g.account_id = u.account_id AND g.user_id = u.id) AS mailbox_ids
           FROM users u WHERE account_id = $1 ORDER BY last_name, first_name, id LIMIT 50`,
    values: [user.account_id],
  });
  return { items: rows };
}

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

async function create(request) {
  const user = await me(request);
  const body = await bodyOf(request);
  const id = uuid();
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query({
      name: 'create',
      text: `INSERT INTO users (id, account_id, first_name, last_name, email, role) VALUES ($1, $2, $3, $4, $5, $6)`,
      values: [id, user.account_id, body.firstName, body.lastName, body.email, body.role],
    });
    await client.query({ name: 'outbox', text: `INSERT INTO outbox VALUES ($1, $2)`, values: [uuid(), { id }] });
    await client.query('COMMIT');
  } finally {
    client.release();
  }
  return { id, ...body };
}

async function signIn(request) {
  const body = await bodyOf(request);
  const { rows } = await pool.query({
    name: 'sign-in',
    text: `SELECT id, password_hash FROM users WHERE email = $1`,
    values: [body.email],
  });
  if (!rows[0] || !(await verify(rows[0].password_hash, body.password))) throw new Error('wrong');
  const token = randomBytes(32).toString('base64url');
  await pool.query(`INSERT INTO sessions VALUES ($1, $2, NULL)`, [digest(token), rows[0].id]);
  return { token };
}

const handlers = { 'GET /me': me, 'GET /users': list, 'POST /users': create, 'POST /sessions': signIn };

const token = await prepare();
createServer((request, response) => {
  const handler = handlers[`${request.method} ${request.url?.split('?')[0]}`];
  Promise.resolve(handler?.(request)).then(
    (answer) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? null)),
    () => response.writeHead(400).end(),
  );
}).listen(Number(process.env.BARE_PORT), '127.0.0.1', () => process.send?.({ token }));
