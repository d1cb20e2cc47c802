export interface BatchLimits {
  /** Keys that are worked on side by side. */
  keysAtOnce: number;
  /** Items of a key that are worked on together. */
  batchAtMost: number;
  /** Items in hand, of all keys. */
  itemsAtMost: number;
}

/**
 * Works on what came for a key meanwhile together, one batch of a key after another, in the order they came. The busier
 * a key is, the larger its batches get.
 */
export class KeyedBatches<Item> {
  private readonly waiting = new Map<string, Item[]>();
  private readonly working = new Map<string, Promise<void>>();
  private readonly held: (() => void)[] = [];
  private inHand = 0;
  private planned = false;

  /** @param work must not throw */
  constructor(
    private readonly limits: BatchLimits,
    private readonly work: (items: Item[]) => Promise<void>,
  ) {}

  /** Resolves as soon as the item was taken on; waits while as many as allowed are in hand. */
  async add(key: string, item: Item): Promise<void> {
    if (this.inHand >= this.limits.itemsAtMost) {
      await new Promise<void>((resolve) => {
        this.held.push(resolve);
      });
    }
    this.inHand += 1;
    const items = this.waiting.get(key);
    if (items === undefined) this.waiting.set(key, [item]);
    else items.push(item);
    this.plan();
  }

  /** Resolves when nothing is in hand. */
  async idle(): Promise<void> {
    while (this.inHand > 0) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      await Promise.all(this.working.values());
    }
  }

  /** What comes in the same turn of the event loop begins together. */
  private plan(): void {
    if (this.planned) return;
    this.planned = true;
    setImmediate(() => {
      this.planned = false;
      this.begin();
    });
  }

  private begin(): void {
    for (const [key, items] of this.waiting) {
      if (this.working.size >= this.limits.keysAtOnce) return;
      if (this.working.has(key)) continue;
      const batch = items.splice(0, this.limits.batchAtMost);
      if (items.length === 0) this.waiting.delete(key);
      this.working.set(key, this.run(key, batch));
    }
  }

  private async run(key: string, batch: Item[]): Promise<void> {
    try {
      await this.work(batch);
    } finally {
      this.working.delete(key);
      this.inHand -= batch.length;
      for (const goOn of this.held.splice(0, batch.length)) goOn();
      this.begin();
    }
  }
}
