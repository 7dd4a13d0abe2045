import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStore } from '../store/agent-store.ts';
import { reportOf, row } from '../store/sample-lesson.ts';
import { LogRing } from './log-ring.ts';
import { machineHealth } from './machine-health.ts';
import { supportBundle } from './support-bundle.ts';
import { tarOf } from './tar.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-bundle-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('is an archive that tar reads, without secrets, pseudonyms, notes and reports', async () => {
  const store = openStore(folder);
  const report = reportOf('lesson-1');
  const labels = { className: 'secret class', teacherId: 'T0123' };
  store.lessons.save({ ...report, lesson: { ...report.lesson, labels } }, row('event-1'));
  const configFile = join(folder, 'lectern.yaml');
  writeFileSync(configFile, 'sources: { studentCamera: "rtsp://it:hidden@10.0.0.9/1" } # by the window\n');
  const log = new LogRing(Date.now);
  log.write(JSON.stringify({ level: 30, msg: 'lesson begun', labels }));
  const { database } = store;
  const facts = { version: '1.2.3', folder, modelsFolder: folder, hub: 'mqtts://hub', database, wallMs: Date.now };
  const health = await machineHealth({
    ...facts,
    state: () => ({ sensing: 'on', activity: 'idle', sources: [], problems: [] }),
  });
  const checks = [{ id: 'node', zh: '', en: '', state: 'ok' as const, detail: 'rtsp://a:hidden@b', remedy: null }];
  const bundle = await supportBundle({ version: '1.2.3', configFile, database, log, health, checks, wallMs: 1.7e12 });
  store.database.close();
  writeFileSync(join(folder, 'bundle.tar.gz'), bundle);
  execFileSync('tar', ['-xzf', 'bundle.tar.gz'], { cwd: folder });
  const inside = join(folder, 'lectern-support');
  expect(readdirSync(inside).sort()).toEqual([
    'README.txt',
    'checks.json',
    'configuration.yaml',
    'counts.json',
    'health.json',
    'log.ndjson',
    'versions.json',
  ]);
  const all = readdirSync(inside)
    .map((name) => readFileSync(join(inside, name), 'utf8'))
    .join('\n');
  expect(all).not.toMatch(/hidden|T0123|talk"/);
  expect(readFileSync(join(inside, 'configuration.yaml'), 'utf8')).toContain('rtsp://***@10.0.0.9/1');
  expect(JSON.parse(readFileSync(join(inside, 'counts.json'), 'utf8'))).toMatchObject({ lesson: 1, outbox: 1 });
  expect(JSON.parse(readFileSync(join(inside, 'versions.json'), 'utf8'))).toMatchObject({ lectern: '1.2.3' });
  expect(JSON.parse(readFileSync(join(inside, 'health.json'), 'utf8'))).toMatchObject({ backlog: { rows: 1 } });
});

it('an archive keeps each byte, also of empty and of Chinese files', () => {
  const files = [
    { name: 'a/empty.txt', content: '' },
    { name: 'a/zh.txt', content: '讲台'.repeat(300) },
    { name: 'a/block.txt', content: 'x'.repeat(512) },
  ];
  writeFileSync(join(folder, 'a.tar'), tarOf(files, 1.7e12));
  execFileSync('tar', ['-xf', 'a.tar'], { cwd: folder });
  for (const { name, content } of files) expect(readFileSync(join(folder, name), 'utf8')).toBe(content);
  expect(execFileSync('tar', ['-tvf', 'a.tar'], { cwd: folder }).toString()).toMatch(/-rw------- 0\/0 +0 2023-11-14/);
});
