import { describe, expect, it } from '@jest/globals';
import { ApiProblem, type ProblemCode } from './api-problem.js';
import { AttemptKey } from './attempt-key.js';

const request = { email: 'ann@example.com' };

async function keysOf(first: ProblemCode | undefined, second: object = request): Promise<string[]> {
  const attempt = new AttemptKey();
  const keys: string[] = [];
  const firstRun = attempt.run(request, async (key) => {
    keys.push(key);
    if (first !== undefined) throw new ApiProblem({ code: first });
  });
  await firstRun.catch(() => undefined);
  await attempt.run(second, async (key) => void keys.push(key));
  return keys;
}

describe('AttemptKey', () => {
  it.each<ProblemCode>(['timeout', 'offline', 'unavailable'])('keeps the key when the outcome is %s', async (code) => {
    const [first, second] = await keysOf(code);
    expect(second).toBe(first);
  });

  it('takes a new key for a changed request', async () => {
    const [first, second] = await keysOf('timeout', { email: 'bob@example.com' });
    expect(second).not.toBe(first);
  });

  it.each<ProblemCode | undefined>(['email_taken', undefined])('takes a new key after %s', async (code) => {
    const [first, second] = await keysOf(code);
    expect(second).not.toBe(first);
  });
});
