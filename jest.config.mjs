import { availableParallelism } from 'node:os';

// One config for all rings; MUSTER_RING picks the files (see docs/architecture.md, "Tests").
// Files of the two large rings wait for databases, services and clocks a third of their time.
const oneMoreThanCores = availableParallelism() + 1;

const rings = {
  unit: {
    testRegex: '(?<!\\.(int|contract))\\.spec\\.ts$',
    testPathIgnorePatterns: ['/node_modules/', '<rootDir>/dist/', '<rootDir>/e2e/'],
  },
  int: {
    testRegex: '\\.int\\.spec\\.ts$',
    testPathIgnorePatterns: ['/node_modules/', '<rootDir>/dist/'],
    maxWorkers: oneMoreThanCores,
  },
  contract: { testRegex: '\\.contract\\.spec\\.ts$', testPathIgnorePatterns: ['/node_modules/', '<rootDir>/dist/'] },
  e2e: {
    testRegex: '/e2e/.*\\.spec\\.ts$',
    testPathIgnorePatterns: ['/node_modules/', '<rootDir>/dist/'],
    // Each of its files starts a whole system.
    maxWorkers: Math.min(oneMoreThanCores, 3),
  },
};

const ring = rings[process.env.MUSTER_RING ?? 'unit'];

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  // Jest leaves a core to the terminal; of two that would be half.
  maxWorkers: '100%',
  // Every file loads its modules anew, and a worker keeps some of each.
  workerIdleMemoryLimit: '1GB',
  ...ring,
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.muster'],
  extensionsToTreatAsEsm: ['.ts'],
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testTimeout: process.env.MUSTER_RING === 'e2e' ? 120_000 : 30_000,
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        sourceMaps: 'inline',
        module: { type: 'es6' },
        jsc: {
          target: 'es2022',
          keepClassNames: true,
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
      },
    ],
  },
};
