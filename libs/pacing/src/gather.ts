interface Asked<Answer> {
  resolve: (answer: Answer | undefined) => void;
  reject: (error: unknown) => void;
}

/**
 * Asks for many things at once that are asked for one by one in the same turn of the event loop. Nothing is kept: what
 * is asked for later is asked anew.
 */
export class Gather<Answer> {
  private waiting = new Map<string, Asked<Answer>[]>();

  /**
   * @param ask answers for up to `atMost` different ids; ids that it leaves out are unknown
   */
  constructor(
    private readonly ask: (ids: string[]) => Promise<ReadonlyMap<string, Answer>>,
    private readonly atMost: number,
  ) {}

  /** @returns undefined for an unknown id. @throws what `ask` throws, for all whom it was asked for */
  of(id: string): Promise<Answer | undefined> {
    return new Promise((resolve, reject) => {
      if (this.waiting.size === 0) setImmediate(() => this.send());
      const asked = { resolve, reject };
      const known = this.waiting.get(id);
      if (known === undefined) this.waiting.set(id, [asked]);
      else known.push(asked);
      if (this.waiting.size >= this.atMost) this.send();
    });
  }

  private send(): void {
    const { waiting } = this;
    this.waiting = new Map();
    if (waiting.size === 0) return;
    this.ask([...waiting.keys()]).then(
      (answers) => {
        for (const [id, asked] of waiting) for (const { resolve } of asked) resolve(answers.get(id));
      },
      (error: unknown) => {
        for (const asked of waiting.values()) for (const { reject } of asked) reject(error);
      },
    );
  }
}
