/** Runs tasks at most `limit` at a time, tasks of one key one after another in the order they came. */
export class KeyedQueue {
  private readonly tails = new Map<string, Promise<void>>();
  private readonly waiting: (() => void)[] = [];
  private active = 0;

  constructor(private readonly limit: number) {}

  /** Resolves as soon as the task was taken on; waits while `limit` are in hand. The task must not throw. */
  async add(key: string, task: () => Promise<void>): Promise<void> {
    if (this.active >= this.limit) {
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
      });
    }
    this.active += 1;
    const tail = (this.tails.get(key) ?? Promise.resolve()).then(task).finally(() => {
      this.active -= 1;
      if (this.tails.get(key) === tail) this.tails.delete(key);
      this.waiting.shift()?.();
    });
    this.tails.set(key, tail);
  }

  /** Resolves when nothing is in hand. */
  async idle(): Promise<void> {
    while (this.tails.size > 0) await Promise.all(this.tails.values());
  }
}
