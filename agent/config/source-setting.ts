import { resolve } from 'node:path';
import { z } from 'zod';
import { decoders, type LiveSource, liveSourceSchema } from '../lesson/live-source.ts';
import { safeParse } from '../lesson/outside-data.ts';

/** A source of the room as configured, without user and password. */
export interface SourceSetting {
  source: LiveSource;
  /** The same camera, smaller: enough to tell whether anybody is there. */
  substream?: LiveSource;
  /** Name of the entry with user and password. */
  credentials?: string;
}

const text = z.string().min(1).max(2000);
const longSchema = z.strictObject({
  address: text,
  substream: text.optional(),
  credentials: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, 'must be a name of letters, digits, "-", "_" and "."')
    .optional(),
  transport: z.enum(['tcp', 'udp']).optional(),
  decoder: z.enum(decoders).optional(),
  format: z.enum(['mjpeg', 'raw']).optional(),
  width: z.int().optional(),
  height: z.int().optional(),
  fps: z.number().optional(),
  channels: z.int().optional(),
  loop: z.boolean().optional(),
});

type Use = 'camera' | 'microphone';
type Long = z.infer<typeof longSchema>;

/** Which kinds of sources can be what, and which settings belong to each. */
const kinds: Record<LiveSource['kind'], { uses: Use[]; settings: (keyof Long)[] }> = {
  rtsp: { uses: ['camera', 'microphone'], settings: ['credentials', 'transport', 'decoder', 'substream'] },
  http: { uses: ['camera'], settings: ['credentials', 'substream'] },
  v4l2: { uses: ['camera'], settings: ['format', 'width', 'height', 'fps'] },
  alsa: { uses: ['microphone'], settings: ['channels'] },
  pulse: { uses: ['microphone'], settings: ['channels'] },
  file: { uses: ['camera', 'microphone'], settings: ['loop'] },
};

/** A source as people write it: its address alone, or with settings. Files stay relative until `withFolder`. */
export function sourceSettingSchema(use: Use) {
  return z.union([text, longSchema]).transform((given, context): SourceSetting => {
    const long: Long = typeof given === 'string' ? { address: given } : given;
    const { address, substream, credentials, ...settings } = long;
    const complain = (message: string, setting?: string) => {
      context.addIssue({ code: 'custom', message, path: setting === undefined ? [] : [setting] });
      return z.NEVER;
    };
    const begun = sourceOf(address);
    const { uses, settings: known } = kinds[begun.kind];
    if (!uses.includes(use)) return complain(`${address}: is no ${use}`);
    for (const name of Object.keys(long) as (keyof Long)[])
      if (name !== 'address' && !known.includes(name)) return complain(`is no setting of ${address}`, name);
    // What people wrote is an address, whatever it is called inside.
    const settingOf = ({ path: [name] }: { path: PropertyKey[] }) =>
      Object.hasOwn(settings, String(name)) ? String(name) : 'address';
    const parsed = safeParse(liveSourceSchema, { ...begun, ...settings });
    if (!parsed.success) return complain(parsed.error.issues[0]!.message, settingOf(parsed.error.issues[0]!));
    const setting: SourceSetting = { source: parsed.data, ...(credentials && { credentials }) };
    if (substream === undefined) return setting;
    const small = safeParse(liveSourceSchema, { ...sourceOf(substream), ...settings });
    if (!small.success) return complain(small.error.issues[0]!.message, 'substream');
    return { ...setting, substream: small.data };
  });
}

function sourceOf(address: string): Record<string, unknown> & Pick<LiveSource, 'kind'> {
  if (/^rtsps?:\/\//i.test(address)) return { kind: 'rtsp', url: address };
  if (/^https?:\/\//i.test(address)) return { kind: 'http', url: address };
  if (/^\/dev\/(video|v4l)/.test(address)) return { kind: 'v4l2', device: address };
  const [, sound, device] = /^(alsa|pulse):(.+)$/.exec(address) ?? [];
  if (sound === 'alsa') return { kind: 'alsa', device };
  if (sound === 'pulse') return { kind: 'pulse', source: device };
  return { kind: 'file', path: address };
}

/** With a file's path made absolute. */
export function withFolder(setting: SourceSetting, folder: string): SourceSetting {
  const absolute = (source: LiveSource) =>
    source.kind === 'file' ? { ...source, path: resolve(folder, source.path) } : source;
  return {
    ...setting,
    source: absolute(setting.source),
    ...(setting.substream && { substream: absolute(setting.substream) }),
  };
}
