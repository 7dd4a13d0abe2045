import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fault, shows } from '../../../test/faults/fault.ts';
import { makeMedia, sine, stairs, turnMedia } from '../../../test/fixtures/made-media.ts';
import { MediaError } from './media-error.ts';
import { probeAudio, probeVideo } from './media-probe.ts';

let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-probe-'));
  makeMedia(at('film.mp4'), ...stairs(64, 48, 2));
  makeMedia(at('sound.wav'), ...sine(2));
  writeFileSync(at('text.mp4'), 'This is a text, not a film. '.repeat(100));
  writeFileSync(at('empty.mp4'), '');
  mkdirSync(at('folder.mp4'));
});

afterAll(() => rmSync(folder, { recursive: true }));

const probes = { video: probeVideo, audio: probeAudio };

describe('the probe', () => {
  it('knows a film’s size and length', async () => {
    expect(await probeVideo(at('film.mp4'))).toEqual({ width: 64, height: 48, durationS: 2 });
  });

  it('knows a sound’s length', async () => {
    expect(await probeAudio(at('sound.wav'))).toEqual({ durationS: 2, channels: 1 });
  });

  it.each([
    ['mono', 1],
    ['stereo', 2],
    ['2.1', 2],
    ['5.1', 2],
  ])('counts the channels that are listened to of %s', async (layout, channels) => {
    const path = makeMedia(at(`${layout}.wav`), '-f', 'lavfi', '-i', `anullsrc=cl=${layout}:d=1`);
    expect(await probeAudio(path)).toMatchObject({ channels });
  });

  it.each([90, 180, 270] as const)('gives the size as shown when the film is turned by %i°', async (degrees) => {
    const turned = at(`turned-${degrees}.mp4`);
    turnMedia(at('film.mp4'), turned, degrees);
    const [width, height] = degrees === 180 ? [64, 48] : [48, 64];
    expect(await probeVideo(turned)).toMatchObject({ width, height });
  });

  it('finds files with strange names', async () => {
    for (const name of ['-y', 'a b.mp4', 'concat:a|b', '讲台.mp4', 'x?y=1&z.mp4', "it's.mp4"]) {
      makeMedia(at('copy.mp4'), '-i', at('film.mp4'), '-c', 'copy');
      execFileSync('cp', ['--', at('copy.mp4'), at(name)]);
      expect(await probeVideo(at(name)), name).toMatchObject({ width: 64 });
    }
  });

  describe.each(['video', 'audio'] as const)('for %s', (wanted) => {
    it.each([
      ['missing.mp4', 'MEDIA_NOT_FOUND', 'no such file; check the path'],
      ['text.mp4/x.mp4', 'MEDIA_NOT_FOUND', 'no such file; check the path'],
      ['folder.mp4', 'MEDIA_UNREADABLE', 'is a directory'],
      ['empty.mp4', 'MEDIA_EMPTY', 'the file is empty'],
      ['text.mp4', 'MEDIA_UNREADABLE', 'not a readable video or audio file'],
      [
        wanted === 'video' ? 'sound.wav' : 'film.mp4',
        'MEDIA_LACKS_STREAM',
        `has no ${wanted} stream (it holds ${wanted === 'video' ? 'audio' : 'video'})`,
      ],
    ])('says of %s what is wrong', async (name, code, message) => {
      const error = await probes[wanted](at(name)).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(MediaError);
      expect(error).toMatchObject({ code });
      expect(String((error as Error).message)).toContain(`${at(name)}: ${message}`);
      expect(String((error as Error).message)).not.toContain('\n');
    });
  });

  it('does not take a song’s cover for a film', async () => {
    const cover = makeMedia(at('cover.png'), '-f', 'lavfi', '-i', 'color=red:s=64x64', '-frames:v', '1');
    const song = makeMedia(
      at('song.mp3'),
      ...['-i', at('sound.wav'), '-i', cover, '-map', '0:a', '-map', '1:v', '-c:v', 'png'],
      ...['-disposition:v', 'attached_pic'],
    );
    await expect(probeVideo(song)).rejects.toMatchObject({ code: 'MEDIA_LACKS_STREAM' });
    expect(await probeAudio(song)).toMatchObject({ durationS: expect.closeTo(2, 0) });
  });

  const forbiddenFile: Fault = {
    part: 'recording',
    kind: 'refused',
    fault: 'the file may not be read by the user who runs Lectern',
    seen: { code: 'MEDIA_UNREADABLE' },
    lost: 'this recording',
    recovers: 'mend the permissions of the file and try again',
  };
  it('says when this user may not read the file', shows(forbiddenFile), () => {
    writeFileSync(at('secret.mp4'), 'x');
    chmodSync(at('secret.mp4'), 0o000);
    chmodSync(folder, 0o755);
    const module = pathToFileURL(join(import.meta.dirname, 'media-probe.ts')).href;
    const code = `
      const { probeVideo } = await import(${JSON.stringify(module)});
      if (process.getuid() === 0) process.setuid('nobody');
      await probeVideo(${JSON.stringify(at('secret.mp4'))}).catch((e) => console.log(e.code, e.message));`;
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
    expect(said).toBe(`MEDIA_UNREADABLE ${at('secret.mp4')}: may not be read by this user; check its permissions\n`);
  });

  it('says what to install when ffmpeg is missing', async () => {
    const path = process.env.PATH;
    process.env.PATH = folder;
    try {
      await expect(probeVideo(at('film.mp4'))).rejects.toMatchObject({
        code: 'MEDIA_TOOL_MISSING',
        message: expect.stringContaining('apt-get install ffmpeg'),
      });
    } finally {
      process.env.PATH = path;
    }
  });
});
