import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { promisify } from 'node:util';
import { z } from 'zod';
import { FILE_FORMATS, MOST_MEMORY, MOST_PIXELS } from './ffmpeg-arguments.ts';
import { MediaError } from './media-error.ts';

/** A good recording is known in less than a second; one that was made to be looked at for ever is not. */
const PATIENCE_MS = 60_000;

export interface VideoStream {
  /** Pixels as shown, rotation applied. */
  width: number;
  height: number;
  /** null when the file does not say. */
  durationS: number | null;
}

export interface AudioStream {
  durationS: number | null;
  /** How many channels are listened to: of more than two, the first two. */
  channels: 1 | 2;
}

const seconds = z.coerce.number().positive().optional().catch(undefined);
/** What ffprobe tells of streams, as far as it is needed. */
export const probeSchema = z.object({
  streams: z
    .array(
      z.object({
        codec_type: z.string().optional(),
        codec_name: z.string().optional(),
        width: z.number().optional(),
        height: z.number().optional(),
        channels: z.number().optional(),
        duration: seconds,
        disposition: z.object({ attached_pic: z.number().optional() }).optional(),
        side_data_list: z.array(z.object({ rotation: z.number().optional() })).optional(),
      }),
    )
    .default([]),
  format: z.object({ duration: seconds }).optional(),
});
type Probe = z.infer<typeof probeSchema>;

/**
 * The video stream of a file.
 * @param formats what it may be, as ffmpeg names them
 * @throws MediaError when the file is missing, unreadable or has no video
 */
export async function probeVideo(path: string, formats = FILE_FORMATS): Promise<VideoStream> {
  const probe = await runProbe(path, formats);
  const stream = probe.streams.find((s) => s.codec_type === 'video' && s.disposition?.attached_pic !== 1);
  if (!stream?.width || !stream.height) throw lacksStream(path, 'video', probe);
  const rotation = Math.abs(stream.side_data_list?.find((data) => data.rotation !== undefined)?.rotation ?? 0);
  const turned = rotation === 90 || rotation === 270;
  return {
    width: turned ? stream.height : stream.width,
    height: turned ? stream.width : stream.height,
    durationS: stream.duration ?? probe.format?.duration ?? null,
  };
}

/**
 * The audio stream of a file (the first one, when there are several).
 * @throws MediaError when the file is missing, unreadable or has no sound
 */
export async function probeAudio(path: string): Promise<AudioStream> {
  const probe = await runProbe(path, FILE_FORMATS);
  const stream = probe.streams.find((s) => s.codec_type === 'audio');
  if (!stream) throw lacksStream(path, 'audio', probe);
  const channels = (stream.channels ?? 1) > 1 ? 2 : 1;
  return { durationS: stream.duration ?? probe.format?.duration ?? null, channels };
}

async function runProbe(path: string, formats: string): Promise<Probe> {
  checkFile(path);
  const args = [
    ...MOST_MEMORY,
    '-v',
    'error',
    '-protocol_whitelist',
    'file,pipe',
    '-format_whitelist',
    formats,
    '-max_pixels',
    String(MOST_PIXELS),
    '-show_streams',
    '-show_format',
    '-of',
    'json',
    `file:${path}`,
  ];
  try {
    const { stdout } = await promisify(execFile)('ffprobe', args, {
      maxBuffer: 4_000_000,
      timeout: PATIENCE_MS,
      killSignal: 'SIGKILL',
    });
    return probeSchema.parse(JSON.parse(stdout));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw toolMissing('ffprobe');
    const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    throw new MediaError(
      'MEDIA_UNREADABLE',
      `${path}: not a readable video or audio file (${lastLine(stderr, path)}); record or copy it again`,
    );
  }
}

function checkFile(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) throw new MediaError('MEDIA_NOT_FOUND', `${path}: no such file; check the path`);
  if (stats.isDirectory())
    throw new MediaError('MEDIA_UNREADABLE', `${path}: is a directory, not a video or audio file`);
  try {
    accessSync(path, constants.R_OK);
  } catch {
    throw new MediaError('MEDIA_UNREADABLE', `${path}: may not be read by this user; check its permissions`);
  }
  if (stats.isFile() && stats.size === 0)
    throw new MediaError('MEDIA_EMPTY', `${path}: the file is empty; record or copy it again`);
}

function lacksStream(path: string, wanted: 'video' | 'audio', probe: Probe): MediaError {
  const found = [...new Set(probe.streams.map((s) => s.codec_type ?? 'unknown'))].join(' and ') || 'nothing';
  const option =
    wanted === 'video' ? '--student-camera and --teacher-camera take videos' : '--microphone takes a file with sound';
  return new MediaError('MEDIA_LACKS_STREAM', `${path}: has no ${wanted} stream (it holds ${found}); ${option}`);
}

export function toolMissing(tool: string): MediaError {
  const debianPackage = tool === 'setpriv' ? 'util-linux' : 'ffmpeg';
  const remedy = `install it with: sudo apt-get install ${debianPackage}`;
  return new MediaError('MEDIA_TOOL_MISSING', `${tool} is not installed; ${remedy}`);
}

/** ffmpeg's last word without the path and the addresses it prefixes. */
export function lastLine(stderr: string, path: string): string {
  const line = stderr.trim().split('\n').at(-1) ?? '';
  return (
    line
      .replaceAll(`file:${path}: `, '')
      .replace(/^\[[^\]]*\] /, '')
      .trim() || 'no reason given'
  );
}
