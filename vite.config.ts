import { resolve } from 'node:path';
import preact from '@preact/preset-vite';
import { defineConfig } from 'vitest/config';

/** Builds the classroom screen's page: nothing inlined, so that a strict content security policy holds. */
export default defineConfig({
  root: resolve(import.meta.dirname, 'agent/screen/page'),
  plugins: [preact({ devToolsEnabled: false })],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    rolldownOptions: {
      input: ['index.html', 'it.html'].map((name) => resolve(import.meta.dirname, 'agent/screen/page', name)),
    },
    target: 'es2022',
  },
  // Tests are of the whole repository, not of the page alone.
  // Real media, models, brokers and browsers take their time, and machines are shared.
  test: {
    root: import.meta.dirname,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 10_000 } },
    maxWorkers: 2,
    reporters: ['default', './test/skip-reasons.ts'],
  },
});
