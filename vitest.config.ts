import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // mathematics on a slow machine takes longer than the default 5 s
    testTimeout: 30_000,
  },
});
