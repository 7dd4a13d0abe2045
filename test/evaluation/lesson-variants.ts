import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** A lesson as another camera would have filmed it. */
export interface LessonVariant {
  name: string;
  /** ffmpeg arguments between input and output; cameras not named here are as they were. */
  cameras: Partial<Record<VariantCamera, readonly string[]>>;
}
const variantCameras = ['student', 'teacher'] as const;
type VariantCamera = (typeof variantCameras)[number];

/** Nearly lossless, so that a variant shows its own effect and not that of being encoded once more. */
const CLEAN = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-pix_fmt', 'yuv420p'] as const;

const filtered = (filter: string): string[] => ['-vf', filter, ...CLEAN];
const both = (args: readonly string[]) => ({ student: args, teacher: args });
/** The truth about students is of the class, wherever it appears; the teacher's place needs the camera where it was. */
const studentOnly = (args: readonly string[]) => ({ student: args });

export const lessonVariants: readonly LessonVariant[] = [
  { name: 'as-is', cameras: {} },
  { name: '640x360', cameras: both(filtered('scale=640:360:flags=area')) },
  { name: '1920x1080', cameras: both(filtered('scale=1920:1080:flags=bicubic')) },
  { name: 'flip', cameras: studentOnly(filtered('hflip')) },
  {
    name: 'crop',
    cameras: studentOnly(filtered('crop=iw*0.9:ih*0.9,scale=round(iw/1.8)*2:round(ih/1.8)*2:flags=bicubic')),
  },
  { name: 'tilt', cameras: studentOnly(filtered('rotate=5*PI/180:fillcolor=gray')) },
  { name: 'dark', cameras: both(filtered('lutrgb=r=val*0.7:g=val*0.7:b=val*0.7')) },
  { name: 'bright', cameras: both(filtered('lutrgb=r=val*1.3:g=val*1.3:b=val*1.3')) },
  { name: 'gamma', cameras: both(filtered('eq=gamma=0.6')) },
  { name: 'noise', cameras: both(filtered('noise=alls=20:allf=t')) },
  {
    name: 'compressed',
    cameras: both(['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '38', '-pix_fmt', 'yuv420p']),
  },
  { name: '1fps', cameras: both(filtered('fps=1:round=up:start_time=0')) },
  { name: 'grey', cameras: both(filtered('format=gray')) },
];

/**
 * Makes a variant of a lesson's folder in another, which exists and is empty: its cameras and the truth, without the sound.
 * @throws Error when ffmpeg cannot
 */
export async function makeVariant({ cameras }: LessonVariant, dir: string, into: string): Promise<void> {
  copyFileSync(join(dir, 'truth.json'), join(into, 'truth.json'));
  for (const camera of variantCameras) {
    const from = resolve(dir, `${camera}.mp4`);
    if (!existsSync(from)) continue;
    const to = join(into, `${camera}.mp4`);
    const args = cameras[camera];
    if (args) await promisify(execFile)('ffmpeg', ['-v', 'error', '-nostdin', '-i', from, '-an', ...args, to]);
    else symlinkSync(from, to);
  }
}
