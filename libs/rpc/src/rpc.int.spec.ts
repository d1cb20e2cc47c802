// Real: NATS, Nest's microservice, and signatures. Only the calls are the test's own.
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { DynamicModule, INestMicroservice } from '@nestjs/common';
import jwt from 'jsonwebtoken';
import { pino } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { callerTokenAudience, defineCall, tokenIssuer, type Caller } from '#contracts';
import { AppError } from '#errors';
import { testNats, type TestNats } from '#testing';
import { CallerVerifier } from './caller-tokens.js';
import { NatsLink } from './nats-link.js';
import { RpcClient } from './rpc-client.js';
import { RpcHandler } from './rpc-handler.js';
import { RpcServer } from './rpc-server.js';
import { RpcModule } from './rpc.module.js';

const greet = defineCall({
  subject: 'users.trial.greet.v1',
  authority: 'anonymous',
  summary: 'A greeting.',
  request: z.strictObject({ name: z.string().min(1), how: z.enum(['kind', 'odd', 'broken', 'slow']).default('kind') }),
  response: z.object({ greeting: z.string() }),
});
const who = defineCall({
  subject: 'users.trial.who.v1',
  authority: 'user',
  summary: 'The caller.',
  request: z.strictObject({}),
  response: z.object({ user: z.string() }),
});
const absent = defineCall({ ...greet, subject: 'users.trial.absent.v1', deadlineMs: 300 });

@Controller()
class TrialController {
  @RpcHandler(greet)
  async greet({ name, how }: { name: string; how: string }) {
    if (how === 'odd') throw new AppError('email_taken', { detail: 'as the test wants' });
    if (how === 'broken') throw new Error('secret words of the database');
    if (how === 'slow') await new Promise((resolve) => setTimeout(resolve, 800));
    return { greeting: `Hello ${name}`, password: 'must not travel' };
  }

  @RpcHandler(who)
  async who(_input: object, caller: Caller) {
    return { user: caller.sub };
  }
}

@Module({})
class TrialModule {
  static forProcess(link: NatsLink): DynamicModule {
    return { module: TrialModule, controllers: [TrialController], imports: [RpcModule.forProcess(link, true)] };
  }
}

const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' });
let nats: TestNats;
let serving: NatsLink;
let asking: NatsLink;
let app: INestMicroservice;
let client: RpcClient;

beforeAll(async () => {
  nats = await testNats();
  serving = await NatsLink.open({ service: 'users', url: nats.url });
  asking = await NatsLink.open({ service: 'gateway', url: nats.url });
  const verifier = new CallerVerifier({ key: async (kid) => (kid === 'one' ? keys.publicKey : undefined) });
  const strategy = new RpcServer({ link: serving, logger: pino({ level: 'silent' }), verifier });
  app = await NestFactory.createMicroservice(TrialModule.forProcess(serving), { strategy, logger: false });
  await app.listen();
  client = new RpcClient(asking);
}, 30_000);

afterAll(async () => {
  await app?.close();
  await Promise.all([serving?.close(), asking?.close()]);
  await nats?.close();
});

function token(options: { key?: typeof keys.privateKey; audience?: string; expiresIn?: number } = {}): string {
  const claims = { sub: uuidv7(), acc: uuidv7(), sid: uuidv7(), kind: 'session', auth_time: 1, amr: ['pwd'] };
  return jwt.sign(claims, options.key ?? keys.privateKey, {
    algorithm: 'ES256',
    keyid: 'one',
    issuer: tokenIssuer,
    audience: options.audience ?? callerTokenAudience,
    expiresIn: options.expiresIn ?? 60,
  });
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'answered',
    (error: unknown) => (error instanceof AppError ? error.code : error),
  );

describe('a call', () => {
  it('is answered with what is declared and nothing more', async () => {
    expect(await client.call(greet, { name: 'Nadia' })).toEqual({ greeting: 'Hello Nadia' });
  });

  it('is refused by the answering side when the input does not fit', async () => {
    expect(await codeOf(client.call(greet, { name: '' }))).toBe('invalid_request');
  });

  it('brings declared errors with their details', async () => {
    await expect(client.call(greet, { name: 'N', how: 'odd' })).rejects.toMatchObject({
      code: 'email_taken',
      details: { detail: 'as the test wants' },
    });
  });

  it('tells nothing of a failure that is our own', async () => {
    const failure = client.call(greet, { name: 'N', how: 'broken' });
    await expect(failure).rejects.toMatchObject({ code: 'internal' });
    await expect(failure).rejects.not.toThrow(/database/);
  });

  it('ends at its deadline', async () => {
    const begun = Date.now();
    expect(await codeOf(client.call(greet, { name: 'N', how: 'slow' }, { timeoutMs: 200 }))).toBe('timeout');
    expect(Date.now() - begun).toBeLessThan(700);
  });

  it('says so when nobody serves it', async () => {
    expect(await codeOf(client.call(absent, { name: 'N' }))).toBe('unavailable');
  });
});

describe('a call of a signed-in person', () => {
  it('needs a token', async () => {
    expect(await codeOf(client.call(who, {}))).toBe('unauthenticated');
    expect(await codeOf(client.call(who, {}, { callerToken: token() }))).toBe('answered');
  });

  it.each([
    ['another key', { key: foreign.privateKey }],
    ['another purpose', { audience: 'muster-api' }],
    ['the past', { expiresIn: -1 }],
  ])('refuses a token of %s', async (_what, options) => {
    expect(await codeOf(client.call(who, {}, { callerToken: token(options) }))).toBe('unauthenticated');
  });

  it('refuses a token without a signature', async () => {
    const [, body] = token().split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'none', kid: 'one' })).toString('base64url');
    expect(await codeOf(client.call(who, {}, { callerToken: `${header}.${body}.` }))).toBe('unauthenticated');
  });
});
