import { constants } from 'node:fs';
import { access, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Check, ok, warn } from './check.ts';
import { firstWord, type RunCommand } from './run-command.ts';

/** A way of decoding and what came of it: null when it works, else why not. */
interface Tried {
  decoder: string;
  trouble: string | null;
}

/**
 * Which hardware decodes H.264, tried out on frames made for it: a driver that is listed need not work. Nothing has to: the
 * processor decodes as well.
 * @param folder where the graphics devices are: `/dev/dri`
 */
export function decoderCheck(run: RunCommand, folder = '/dev/dri'): Check {
  return {
    id: 'hardware-decoders',
    zh: '硬件解码',
    en: 'hardware decoding',
    examine: async (signal) => {
      const scratch = await mkdtemp(join(tmpdir(), 'lectern-doctor-'));
      try {
        const film = join(scratch, 'test.h264');
        const made = await run('ffmpeg', madeFilm(film), signal);
        if (made.status !== 0)
          return warn(
            `no test frames: ${made.missing ? 'no ffmpeg' : firstWord(made)}`,
            '无法试验硬件解码；请先安装带 libx264 的 ffmpeg：sudo apt-get install ffmpeg',
            'could not be tried; install an ffmpeg with libx264 first: sudo apt-get install ffmpeg',
          );
        const devices = await renderDevices(folder);
        const tried = [
          ...(await Promise.all(devices.map((device) => tryVaapi(run, device, film, signal)))),
          await tryV4l2(run, film, signal),
        ];
        return judged(tried, devices.length);
      } finally {
        await rm(scratch, { recursive: true, force: true });
      }
    },
  };
}

function judged(tried: readonly Tried[], devices: number) {
  const detail = tried.map(({ decoder, trouble }) => `${decoder}: ${trouble ?? 'works'}`).join(' · ');
  if (tried.some(({ trouble }) => trouble === null)) return ok(detail);
  if (devices === 0) return ok(`none, the processor decodes (${detail})`);
  if (tried.some(({ trouble }) => trouble === NO_PERMISSION)) {
    const command = 'sudo usermod -aG render,video lectern && sudo systemctl restart lectern';
    return warn(
      detail,
      `该用户无权使用显卡；请用 sudo 检查，若仍如此，请运行：${command}`,
      `this user may not use the graphics device; check with sudo, and if it stays so run: ${command}`,
    );
  }
  return warn(
    detail,
    '显卡不能解码，将由处理器解码；Intel 显卡请安装：sudo apt-get install intel-media-va-driver，AMD：mesa-va-drivers',
    'the graphics device decodes nothing, so the processor will; for Intel install: sudo apt-get install intel-media-va-driver, for AMD: mesa-va-drivers',
  );
}

const NO_PERMISSION = 'no permission';

async function renderDevices(folder: string): Promise<string[]> {
  const entries = await readdir(folder).catch(() => []);
  return entries
    .filter((entry) => /^renderD\d+$/.test(entry))
    .sort()
    .map((entry) => join(folder, entry));
}

const madeFilm = (film: string) => [
  ...['-v', 'error', '-f', 'lavfi', '-i', 'testsrc=size=640x360:rate=10', '-frames:v', '10'],
  ...['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-bf', '0', '-f', 'h264', '-y', film],
];

async function tryVaapi(run: RunCommand, device: string, film: string, signal: AbortSignal): Promise<Tried> {
  const decoder = `vaapi ${device}`;
  try {
    await access(device, constants.R_OK | constants.W_OK);
  } catch {
    return { decoder, trouble: NO_PERMISSION };
  }
  // When a driver fails, ffmpeg goes on in software and ends well; such frames cannot be downloaded from the device, so
  // hwdownload tells.
  const hardware = ['-hwaccel', 'vaapi', '-hwaccel_device', device, '-hwaccel_output_format', 'vaapi'];
  const ran = await run(
    'ffmpeg',
    ['-v', 'error', ...hardware, '-i', film, '-vf', 'hwdownload,format=nv12', '-f', 'null', '-'],
    signal,
  );
  return { decoder, trouble: ran.status === 0 ? null : firstWord(ran) };
}

/** The decoders of single-board machines (Raspberry Pi and others). */
async function tryV4l2(run: RunCommand, film: string, signal: AbortSignal): Promise<Tried> {
  const ran = await run('ffmpeg', ['-v', 'error', '-c:v', 'h264_v4l2m2m', '-i', film, '-f', 'null', '-'], signal);
  return { decoder: 'v4l2m2m', trouble: ran.status === 0 ? null : firstWord(ran) };
}
