import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ConfigStep, configSteps, migratedConfig, replaceMigrated } from './config-migration.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-migration-'));
  file = join(folder, 'lectern.yaml');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** As later versions may change settings: one is renamed, one gets another unit. */
const steps: ConfigStep[] = [
  {
    from: 1,
    change: (yaml) => {
      yaml.set(['screen', 'localPort'], (yaml.data.screen as { port: number }).port);
      yaml.set(['screen', 'port'], null);
    },
  },
  {
    from: 2,
    change: (yaml) => yaml.set(['lesson', 'lateS'], (yaml.data.lesson as { lateMin: number }).lateMin * 60),
  },
];
const text = `# Room 301
version: 1
screen:
  port: 8080 # the panel
lesson: { lateMin: 10 }
`;

it('brings a file through all versions to the present one, and keeps what people wrote', () => {
  const { text: now, from } = migratedConfig(text, file, steps);
  expect(from).toBe(1);
  expect(now).toBe(`# Room 301
version: 3
screen:
  localPort: 8080
lesson: { lateMin: 10, lateS: 600 }
`);
  expect(migratedConfig(now, file, steps)).toEqual({ text: now, from: 3 });
  expect(migratedConfig(text.replace('version: 1', 'version: 2'), file, steps).text).toContain(
    'port: 8080 # the panel',
  );
});

it('leaves the file of before beside it, and never puts another in its place', () => {
  writeFileSync(file, text);
  chmodSync(file, 0o640);
  replaceMigrated(file, text, migratedConfig(text, file, steps));
  expect(readFileSync(`${file}.v1.bak`, 'utf8')).toBe(text);
  expect(readFileSync(file, 'utf8')).toContain('version: 3');
  expect(statSync(file).mode & 0o777).toBe(0o640);
  writeFileSync(file, 'version: 1\nlesson: { lateMin: 5 }\nscreen: { port: 1 }\n');
  replaceMigrated(file, readFileSync(file, 'utf8'), migratedConfig(readFileSync(file, 'utf8'), file, steps));
  expect(readFileSync(`${file}.v1.bak`, 'utf8')).toBe(text);
});

it('refuses a file of a newer version in words', () => {
  expect(() => migratedConfig('version: 9', file, steps)).toThrow(
    `${file}: version: 9 is of a newer Lectern, which this one (version 3) does not know; update Lectern, or put back ${file}.v3.bak`,
  );
});

it('leaves to others what is no YAML or says no version', () => {
  for (const odd of ['', '[', 'version: one', 'room: {}', 'version: -1'])
    expect(migratedConfig(odd, file, steps)).toEqual({ text: odd, from: null });
});

it('has its steps in order', () => {
  expect(configSteps.map(({ from }) => from)).toEqual(configSteps.map((_, i) => i + 1));
});
