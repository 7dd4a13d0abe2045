import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { film, lectern } from './cli.ts';
import { freePort } from './fixtures/mosquitto-broker.ts';

const folder = mkdtempSync(join(tmpdir(), 'lectern-checklist-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('lectern doctor', () => {
  it('has nothing to do on this machine, as one JSON document', async () => {
    const config = ['--config', join(folder, 'none.yaml')];
    const args = [...config, '--data', folder, '--port', String(await freePort()), '--json'];
    const { code, stdout } = await lectern('doctor', ...args).finished();
    const { checks } = JSON.parse(stdout) as { checks: Record<string, unknown>[] };
    expect(checks.filter(({ state }) => state === 'fail')).toEqual([]);
    expect(code).toBe(0);
    expect(checks.map(({ id }) => id)).toEqual([
      ...['disk-wear', 'processor', 'memory', 'temperature', 'hardware-clock'],
      ...['node', 'ffmpeg', 'ffprobe', 'hardware-decoders', 'models', 'data-folder', 'clock', 'time-zone'],
      ...['database', 'permissions', 'configuration', 'agent', 'speed'],
    ]);
    expect(checks.at(-1)).toMatchObject({ detail: expect.stringMatching(/^this machine can do \d cameras? at /) });
  });

  it('says what to do, and ends with 1', async () => {
    const { code, stdout } = await lectern(
      'doctor',
      '--config',
      join(folder, 'none.yaml'),
      '--data',
      join(folder, 'none'),
      '--port',
      String(await freePort()),
      '--no-speed',
    ).finished();
    expect(code).toBe(1);
    expect(stdout).toMatch(/\[待办 to do\] 数据目录.*no such folder\n +→ .*\n +→ make it: sudo install -d/);
    expect(stdout).toMatch(/\[完成 done\] {2}Node/);
    expect(stdout).toMatch(/待办 to do 1\n$/);
  });

  it('opens every source of the configuration and says what is wrong with each', async () => {
    const file = join(folder, 'lectern.yaml');
    const lines = [
      'version: 1',
      'room: { region: "310104", school: "2131000000", room: r301 }',
      'sources:',
      `  studentCamera: { address: "rtsp://127.0.0.1:${await freePort()}/class", credentials: class }`,
      `  teacherCamera: "rtsp://127.0.0.1:${await freePort()}/board"`,
      `  microphone: ${join(film, 'room.opus')}`,
      'store: { folder: . }',
      `screen: { port: ${await freePort()} }`,
      'timetable: r301.json',
    ];
    writeFileSync(file, lines.join('\n'));
    const { code, stdout } = await lectern('doctor', '--config', file, '--json', '--no-speed').finished();
    const { checks } = JSON.parse(stdout) as { checks: { id: string; state: string; detail: string }[] };
    const of = (id: string) => checks.find((check) => check.id === id);
    expect(code).toBe(1);
    expect(of('configuration')).toMatchObject({ state: 'ok' });
    expect(of('secrets')).toMatchObject({ state: 'fail', detail: expect.stringContaining('credentials class') });
    expect(of('timetable')).toMatchObject({
      state: 'fail',
      detail: expect.stringContaining('r301.json: cannot be read'),
    });
    expect(of('teacher-camera')).toMatchObject({
      state: 'fail',
      detail: expect.stringContaining('SOURCE_UNREACHABLE'),
    });
    expect(of('microphone')).toMatchObject({ state: 'ok' });
  });

  it('tells what is wrong with the configuration', async () => {
    const file = join(folder, 'wrong.yaml');
    writeFileSync(file, 'version: 2');
    const { code, stdout } = await lectern('doctor', '--config', file).finished();
    expect(code).toBe(1);
    expect(stdout).toContain(`${file}: version: `);
  });
});
