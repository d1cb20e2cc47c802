import { ApiProblem } from './api-problem.js';

/** Also where `crypto.randomUUID` is missing, which needs a secure context. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * The Idempotency-Key of one intention. A repeat after an unknown outcome takes the same key, so that nothing happens
 * twice; a changed request, or one after a clear answer, takes a new one.
 */
export class AttemptKey {
  private key: string | undefined;
  private request = '';

  async run<Result>(request: unknown, effect: (key: string) => Promise<Result>): Promise<Result> {
    const key = this.keyFor(JSON.stringify(request));
    try {
      const result = await effect(key);
      this.key = undefined;
      return result;
    } catch (error) {
      if (error instanceof ApiProblem && !error.outcomeUnknown) this.key = undefined;
      throw error;
    }
  }

  private keyFor(request: string): string {
    if (this.key === undefined || this.request !== request) this.key = newKey();
    this.request = request;
    return this.key;
  }
}
