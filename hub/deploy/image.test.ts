import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const lines = (file: string) =>
  readFileSync(join(root, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
/** Docker's rules: a pattern holds for what is beneath it too, and the last that fits decides. */
const rules = lines('.dockerignore').map((line) => {
  const pattern = line
    .replace(/^!/, '')
    .replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/\*\*\/|\*/g, (stars) => (stars === '*' ? '[^/]*' : '(?:.*/)?'));
  return { fits: new RegExp(`^${pattern}(/.*)?$`), isKept: line.startsWith('!') };
});
const isLeftOut = (path: string) => rules.findLast(({ fits }) => fits.test(path))?.isKept === false;

describe('the image', () => {
  it.each([
    'hub/deploy/secrets/postgres',
    'hub/deploy/certificates/ingest.key',
    'hub/ingest/left-here.key',
    'agent/secrets/x',
    '.git/config',
    '.env',
    'hub/.env',
    '.npmrc',
    '.lectern/outbox.db',
    'node_modules/pg/package.json',
    'hub/node_modules/x/y.js',
    'hub/schema/access.test.ts',
    'test/cli.ts',
    'models/built/silero-vad-v5.onnx',
    'README.md',
  ])('never holds %s', (path) => {
    expect(isLeftOut(path)).toBe(true);
  });

  const image = mkdtempSync(join(tmpdir(), 'lectern-image-'));
  afterAll(() => rmSync(image, { recursive: true }));
  beforeAll(() => {
    const copies = lines('hub/deploy/Dockerfile').filter((line) => line.startsWith('COPY '));
    expect(copies.length).toBeGreaterThan(4);
    for (const line of copies) {
      const names = line.split(' ').slice(1);
      const to = names.pop()!;
      for (const name of names) {
        expect([name, isLeftOut(name), existsSync(join(root, name))]).toEqual([name, false, true]);
        const target = join(image, to, to.endsWith('/') ? basename(name) : '');
        mkdirSync(dirname(target), { recursive: true });
        cpSync(join(root, name), target, {
          recursive: true,
          filter: (from) => !isLeftOut(relative(root, from)),
        });
      }
    }
    symlinkSync(join(root, 'node_modules'), join(image, 'node_modules'));
  });
  const hub = (...args: string[]) =>
    execFileSync(process.execPath, [join(image, 'agent/cli.ts'), 'hub', ...args], { encoding: 'utf8', cwd: image });

  it('has all that the hub’s commands read', () => {
    expect(hub('schema', '--print')).toContain('CREATE VIEW lectern.figure_median');
    expect(hub('schema', '--database', 'memory:')).toContain('004-views.sql');
    expect(hub('ingest', '--help')).toContain('--broker');
    for (const file of ['hub/ingest/worker-process.ts', 'provisioning/contract/messages.ts']) {
      expect(existsSync(join(image, file)), file).toBe(true);
    }
  });
});
