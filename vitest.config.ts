import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'app/**/*.test.{ts,tsx}',
      'plugins/**/*.test.ts',
      'device/**/*.test.ts',
      'scripts/**/*.test.ts',
    ],
    // The tree that breaks every house rule once.
    exclude: ['**/node_modules/**', 'scripts/fixtures/house/**'],
    // Two cores: worker threads of the virtual board run beside the tests themselves.
    maxWorkers: 2,
    testTimeout: 20_000,
  },
});
