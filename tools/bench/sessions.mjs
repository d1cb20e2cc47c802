// What sessions cost beyond single calls: refreshes, latency beside a flood of sign-ins, revocations.
import { performance } from 'node:perf_hooks';
import autocannon from 'autocannon';

const json = { 'content-type': 'application/json' };

async function post(baseUrl, path, body) {
  const response = await fetch(`${baseUrl}${path}`, { method: 'POST', headers: json, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path} answered ${response.status} ${await response.text()}`);
  return response.json();
}

/** A session by password, with its tokens. */
export const signIn = (baseUrl, email, password) =>
  post(baseUrl, '/v1/sessions', { email, password, transport: 'bearer' });

/** `count` sessions of the given people, made a few at a time. */
export async function manySessions({ baseUrl, emails, password, count }) {
  const sessions = [];
  let next = 0;
  const worker = async () => {
    while (next < count) sessions.push(await signIn(baseUrl, emails[next++ % emails.length], password));
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  return sessions;
}

/**
 * Requests that each refresh a session which nobody else refreshes at the moment.
 * @param sessions at least as many as there are connections
 */
export function refreshRequests(sessions) {
  const tokens = sessions.map(({ refreshToken }) => refreshToken);
  return [
    {
      method: 'POST',
      path: '/v1/sessions/refresh',
      headers: json,
      setupRequest: (request) => ({ ...request, body: JSON.stringify({ refreshToken: tokens.shift() }) }),
      onResponse: (status, body) => {
        if (status === 200) tokens.push(JSON.parse(body).refreshToken);
      },
    },
  ];
}

function percentile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** Latencies in ms of one who-am-I after another, for `seconds`. */
async function latencies(baseUrl, token, seconds) {
  const result = await autocannon({
    url: baseUrl,
    requests: [{ method: 'GET', path: '/v1/me', headers: { authorization: `Bearer ${token}` } }],
    connections: 1,
    overallRate: 100,
    duration: seconds,
  });
  return { p50: result.latency.p50, p99: result.latency.p99, refused: result.non2xx + result.errors };
}

const middle = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];

/**
 * Who-am-I at 100 a second alone, and beside sign-ins on 50 connections, in turns: of the percentiles of a few hundred
 * answers on a shared machine only the middle one of several tells anything.
 */
export async function besideSignIns({ rounds = 5, ...options }) {
  const turns = [];
  for (let round = 0; round < rounds; round += 1) turns.push(await oneBesideSignIns(options));
  const of = (read) => middle(turns.map(read));
  return {
    alone: { p50: of(({ alone }) => alone.p50), p99: of(({ alone }) => alone.p99) },
    beside: { p50: of(({ beside }) => beside.p50), p99: of(({ beside }) => beside.p99) },
    signIns: { perSecond: of(({ signIns }) => signIns.perSecond), p99: of(({ signIns }) => signIns.p99) },
  };
}

async function oneBesideSignIns({ baseUrl, token, signInRequests, connections, seconds }) {
  const alone = await latencies(baseUrl, token, seconds);
  const flood = autocannon({
    url: baseUrl,
    requests: signInRequests,
    connections,
    duration: seconds + 2,
    timeout: 30,
    excludeErrorStats: true,
  });
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const beside = await latencies(baseUrl, token, seconds);
  const signIns = await flood;
  return { alone, beside, signIns: { perSecond: signIns['2xx'] / signIns.duration, p99: signIns.latency.p99 } };
}

async function statusAt(baseUrl, token) {
  const response = await fetch(`${baseUrl}/v1/me`, { headers: { authorization: `Bearer ${token}` } });
  await response.arrayBuffer();
  return response.status;
}

/**
 * Milliseconds from the answer to a sign-out at one gateway to the first refusal at the other, which believed in the
 * session a moment before.
 */
export async function revocations({ baseUrls, emails, password, rounds }) {
  const [here, there] = baseUrls;
  const sessions = await manySessions({ baseUrl: here, emails, password, count: rounds });
  const waits = [];
  for (const { accessToken } of sessions) {
    if ((await statusAt(there, accessToken)) !== 200) throw new Error('The other gateway refuses a live session');
    const ended = await fetch(`${here}/v1/sessions/current`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${accessToken}` },
    });
    if (ended.status !== 204) throw new Error(`Signing out answered ${ended.status}`);
    const begun = performance.now();
    while ((await statusAt(there, accessToken)) !== 401) {
      if (performance.now() - begun > 10_000) throw new Error('The revocation is not seen');
    }
    waits.push(performance.now() - begun);
  }
  waits.sort((one, other) => one - other);
  return { p50: percentile(waits, 0.5), p99: percentile(waits, 0.99), rounds };
}
