import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';

export interface BuiltPage {
  folder: string;
  remove(): void;
}

/** Builds the page for a test, as it is now, in a folder of its own: tests run side by side. */
export async function buildPage(): Promise<BuiltPage> {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-page-'));
  // Vitest says that this is a test; a page built for tests would not be the page that classrooms get.
  const mode = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  try {
    const configFile = join(import.meta.dirname, '../vite.config.ts');
    await build({ configFile, logLevel: 'warn', build: { outDir: folder, emptyOutDir: true } });
  } finally {
    if (mode === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = mode;
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
