// Types of state.mjs, for the tests that are written in TypeScript.

export declare class State {
  constructor(dir: string);
  lock(): void;
  stamp(name: string): unknown;
  setStamp(name: string, value: unknown): void;
  wipe(): void;
  unlock(): void;
}
