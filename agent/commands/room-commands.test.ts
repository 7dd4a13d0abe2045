import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lectern } from '../../test/cli.ts';
import { SampleAccess } from '../screen/sample-access.ts';
import { sourceOf } from '../screen/sample-report.ts';
import { off, recording, SampleRoom, waiting, without } from '../screen/sample-room.ts';
import { ScreenServer } from '../screen/server.ts';
import { StoreError } from '../store/store-error.ts';

let room: SampleRoom;
let screen: ScreenServer;

beforeEach(async () => {
  room = new SampleRoom();
  screen = new ScreenServer({ access: new SampleAccess(), reports: sourceOf([]), room, port: 0, pageDir: tmpdir() });
  await screen.start();
});

afterEach(() => screen.stop());

const run = (...args: string[]) => lectern(...args, '--port', new URL(screen.address!).port).finished();

it('lectern identify says what the screen shows', async () => {
  const { code, stdout } = await run('identify');
  expect([code, stdout]).toEqual([0, '屏幕正在显示 the screen shows: 310104/2131000000/r301\n']);
  expect(room.asked).toEqual([['identify']]);
});

describe('lectern status', () => {
  it('prints what the room does, its sources and what is to be mended', async () => {
    const message = 'hw:1,0: No such device; check that it is plugged in, and its name';
    const problems = [{ code: 'STORE_SICK', message: 'disk: is full; free some space' }];
    room.now = { ...without(recording(), 'microphone', 'SOURCE_MISSING', 60_000, message), problems };
    const { code, stdout, stderr } = await run('status');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^感知已打开 sensing is on · 正在记录 recording\n七年级 3 班 数学 · 12 分钟 min · 自 since \d/,
    );
    expect(stdout).toMatch(/student-camera +正常 live +\d\d:\d\d +700 +0 +0 +rtsp:/);
    expect(stdout).toMatch(/microphone +已断开 lost/);
    expect(stdout).toContain(`! microphone: ${message}\n`);
    expect(stdout).toContain('! disk: is full; free some space (STORE_SICK)\n');
  });

  it('prints the next lesson while there is none, and that sensing is off', async () => {
    expect((await run('status')).stdout).toMatch(
      /等待上课 waiting for a lesson\n下一节 next: \d{4}-\d\d-\d\d \d\d:\d\d–\d\d:\d\d 七年级 4 班 语文 第 3 节 period 3\n/,
    );
    room.now = off(recording().lesson);
    expect((await run('status')).stdout).toMatch(/^感知已关闭 sensing is off · 暂停记录 paused\n七年级 3 班/);
  });

  it('prints one JSON document', async () => {
    const { code, stdout } = await run('status', '--json');
    expect(code).toBe(0);
    const { teacherId, ...labels } = waiting().next!.labels;
    expect(JSON.parse(stdout)).toEqual({ ...room.now, next: { ...room.now.next, labels } });
  });

  it('says so when no agent answers, and ends with 5', async () => {
    const { port } = new URL(screen.address!);
    await screen.stop();
    const { code, stdout, stderr } = await lectern('status', '--port', port).finished();
    expect([code, stdout]).toEqual([5, '']);
    expect(stderr).toBe(
      `lectern: http://127.0.0.1:${port} does not answer (ECONNREFUSED); start the agent with lectern run, or give its --port\n`,
    );
  });
});

describe('lectern lesson', () => {
  it('starts one with its labels, marks a moment and ends it', async () => {
    const started = await run('lesson', 'start', '--class', '七年级 3 班', '--subject', '数学', '--period', '2');
    expect([started.code, started.stderr]).toEqual([0, '']);
    expect(started.stdout).toMatch(/正在记录 recording\n七年级 3 班 数学 第 2 节 period 2 · 0 分钟 min/);
    expect((await run('lesson', 'bookmark')).stdout).toBe('已标记 marked: 12:03\n');
    expect((await run('lesson', 'end')).stdout).toMatch(/正在生成报告 making the report/);
    expect(room.asked).toEqual([
      ['start', { className: '七年级 3 班', subject: '数学', period: 2 }],
      ['bookmark'],
      ['end'],
    ]);
  });

  it('says what the agent says when it refuses, and ends with 2', async () => {
    room.now = off();
    const { code, stderr } = await run('lesson', 'start');
    expect(code).toBe(2);
    expect(stderr).toBe('lectern: no lesson can begin while sensing is switched off; switch it on and begin again\n');
  });

  it.each([
    ['--class', ''],
    ['--subject', 'x'.repeat(81)],
    ['--period', '1.5'],
    ['--period', '21'],
  ])('asks the agent nothing when %s is "%s"', async (option, value) => {
    expect((await run('lesson', 'start', option, value)).code).toBe(2);
    expect(room.asked).toEqual([]);
  });
});

describe('lectern sensing', () => {
  it('switches off and on', async () => {
    const { code, stdout } = await run('sensing', 'off');
    expect([code, stdout.split('\n')[0]]).toEqual([0, '感知已关闭 sensing is off · 等待上课 waiting for a lesson']);
    expect((await run('sensing', 'on')).stdout).toMatch(/^感知已打开 sensing is on/);
    expect((await run('sensing', 'maybe')).code).toBe(2);
    expect(room.asked).toEqual([
      ['sensing', false],
      ['sensing', true],
    ]);
  });

  it('ends with 4 when the disk did not take it', async () => {
    room.refusal = new StoreError('STORE_FULL', '/var/lib/lectern/sensing-off: the disk is full; free some space');
    const { code, stderr } = await run('sensing', 'off');
    expect([code, stderr]).toEqual([4, 'lectern: /var/lib/lectern/sensing-off: the disk is full; free some space\n']);
  });
});
