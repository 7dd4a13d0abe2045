import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cliPath, film, RunningCommand } from './cli.ts';
import { type WrittenFile, writtenFiles } from './written-files.ts';

const CLIP_S = 8;
const folder = mkdtempSync(join(tmpdir(), 'lectern-traced-'));
const at = (name: string) => join(folder, name);
const clips = { student: at('student.mp4'), teacher: at('teacher.mp4'), room: at('room.opus') };

const TRACED =
  'open,openat,creat,rename,renameat,renameat2,mkdir,mkdirat,link,linkat,symlink,write,writev,pwrite64,pwritev,ftruncate,sendfile,copy_file_range';
/** Devices that keep nothing. */
const DEVICES = /^\/dev\/(null|tty|pts\/\d+|u?random|zero)$/;

/** `lectern` under strace, with every child process. */
function traced(log: string, ...args: string[]): RunningCommand {
  return new RunningCommand('strace', [
    '-f',
    '-y',
    '-qq',
    '-e',
    `trace=${TRACED}`,
    '-o',
    log,
    process.execPath,
    cliPath,
    ...args,
  ]);
}

/** Kernel files: a process tells the kernel something of itself, nothing is stored. */
const ofTheKernel = (path: string) => DEVICES.test(path) || path.startsWith('/proc/') || path.startsWith('/sys/');

function kept(log: string): string[] {
  const files: WrittenFile[] = writtenFiles(readFileSync(log, 'utf8'));
  return [...new Set(files.map(({ path }) => path).filter((path) => !ofTheKernel(path)))].sort();
}

/** No file is long enough, or begins like something, that could be a picture or a sound. */
function expectNoMedia(path: string): void {
  const bytes = readFileSync(path);
  // One raw frame of the clip is 2.7 MB, one second of its sound 64 kB.
  expect(statSync(path).size).toBeLessThan(500_000);
  for (const magic of ['\x89PNG', '\xff\xd8\xff', 'RIFF', 'OggS', 'ftyp', 'GIF8', '\x1aE\xdf\xa3']) {
    expect(bytes.includes(Buffer.from(magic, 'latin1')), `${path} holds ${JSON.stringify(magic)}`).toBe(false);
  }
}

beforeAll(() => {
  for (const [clip, source] of [
    [clips.student, 'student.mp4'],
    [clips.teacher, 'teacher.mp4'],
    [clips.room, 'room.opus'],
  ] as const) {
    execFileSync('ffmpeg', ['-v', 'error', '-i', join(film, source), '-t', String(CLIP_S), '-c', 'copy', clip]);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('no picture and no sound on the disk', () => {
  it('lectern analyze writes the report and nothing else', async () => {
    mkdirSync(at('analyze'));
    const report = at('analyze/report.json');
    const sources = ['--student-camera', clips.student, '--teacher-camera', clips.teacher, '--microphone', clips.room];
    const plan = ['--room-plan', join(film, 'room-plan.json')];
    const result = await traced(at('analyze.log'), 'analyze', ...sources, ...plan, '--out', report).finished();
    expect(result.code, result.stderr).toBe(0);
    const paths = kept(at('analyze.log'));
    expect(paths).toContain(report);
    // Written beside its final place first, then renamed.
    expect(paths.filter((path) => !/\/analyze\/(\.report\.json\.\d+\.part|report\.json)$/.test(path))).toEqual([]);
    expect(readdirSync(at('analyze'))).toEqual(['report.json']);
    expectNoMedia(report);
  }, 240_000);

  it('lectern run writes its database and nothing else', async () => {
    const config = [
      'version: 1',
      'room: { region: "310104", school: "2131000000", room: r301 }',
      `sources: { studentCamera: ${clips.student}, teacherCamera: ${clips.teacher}, microphone: ${clips.room} }`,
      'store: { folder: data }',
      'screen: { port: 0 }',
    ];
    writeFileSync(at('lectern.yaml'), config.join('\n'));
    const run = traced(at('run.log'), 'run', '--config', at('lectern.yaml'));
    await run.until(() => run.stderr.includes('lesson reported'));
    const agent = Number(/"pid":(\d+)/.exec(run.stderr)![1]);
    process.kill(agent, 'SIGTERM');
    expect((await run.finished()).code).toBe(0);
    const paths = kept(at('run.log'));
    expect(paths).toContain(at('data/lectern.db'));
    // And the last good configuration, written beside its place and renamed, and the set-up code.
    const ownFiles =
      /\/data(\/lectern\.db(-wal|-shm|-journal|-mark)?|\/agent\.lock(-journal)?|\/last-good\.yaml|\/\.last-good\.yaml\.\d+\.part|\/setup-code)?$/;
    expect(paths.filter((path) => !ownFiles.test(path))).toEqual([]);
    expectNoMedia(at('data/lectern.db'));
  }, 240_000);
});
