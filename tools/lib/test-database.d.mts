// Types of test-database.mjs, for the tests that are written in TypeScript.

export interface TestCluster {
  adminUrl: string;
  stop(): Promise<void>;
}

export function startTestCluster(options?: { stateDir?: string }): Promise<TestCluster>;
