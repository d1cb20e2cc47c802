// Real: Fastify, over one connection that is kept. No fakes.
import { Agent, request } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { fastify } from 'fastify';
import { refuseWhenClosing } from './request-hooks.js';

interface Seen {
  status: number | undefined;
  headers: Record<string, unknown>;
  body: string;
}

function get(url: string, agent: Agent): Promise<Seen> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent }, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (part: string) => (body += part));
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body }));
    });
    sent.on('error', reject).end();
  });
}

describe('a gateway that is closing', () => {
  it('finishes what it has begun, and sends what comes over the same connections elsewhere', async () => {
    const server = fastify({ return503OnClosing: false, forceCloseConnections: 'idle' });
    let closing = false;
    let release = (): void => {};
    let arrived = (): void => {};
    const begun = new Promise<void>((resolve) => (release = resolve));
    const there = new Promise<void>((resolve) => (arrived = resolve));
    refuseWhenClosing(server, () => closing);
    server.get('/', async () => 'done');
    server.get('/slow', async () => {
      arrived();
      await begun;
      return 'done';
    });
    const url = await server.listen({ port: 0, host: '127.0.0.1' });
    const agents = [1, 2].map(() => new Agent({ keepAlive: true, maxSockets: 1 })) as [Agent, Agent];
    expect((await get(url, agents[0])).body).toBe('done');
    const slow = get(`${url}/slow`, agents[1]);
    await there;
    closing = true;
    const refused = await get(url, agents[0]);
    expect([refused.status, JSON.parse(refused.body).code]).toEqual([503, 'unavailable']);
    expect(refused.headers).toMatchObject({
      'content-type': 'application/problem+json; charset=utf-8',
      'retry-after': '1',
      connection: 'close',
    });
    const closed = server.close();
    release();
    expect((await slow).body).toBe('done');
    await closed;
    for (const agent of agents) agent.destroy();
  });
});
