import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { roomAddressSchema } from '../../provisioning/contract/room-address.ts';
import { roomPlanSchema } from '../lesson/room-plan.ts';

const path = z.string().min(1);

/** The agent's settings, as school IT writes them in YAML. Relative paths are relative to the file. */
export const configSchema = z.strictObject({
  version: z.literal(1),
  room: roomAddressSchema,
  /** Sources of the lesson; any subset. */
  sources: z
    .strictObject({ studentCamera: path.optional(), teacherCamera: path.optional(), microphone: path.optional() })
    .refine(
      (sources) => Object.keys(sources).length > 0,
      'names no source: give studentCamera, teacherCamera or microphone',
    ),
  roomPlan: roomPlanSchema.optional(),
  store: z.strictObject({ folder: path.default('/var/lib/lectern') }).prefault({}),
  screen: z.strictObject({ port: z.int().min(0).max(65535).default(8080) }).prefault({}),
  hub: z
    .strictObject({
      url: z.url({ protocol: /^mqtts?$/, error: 'must be an address such as "mqtts://hub.example.edu.cn:8883"' }),
    })
    .optional(),
  privacy: z.strictObject({ minGroup: z.int().min(1).max(200).default(10) }).prefault({}),
  lesson: z
    .strictObject({
      slotS: z.literal([10, 15, 30], 'must be 10, 15 or 30 seconds').default(30),
      samplesPerS: z.number().min(0.1).max(5).default(1),
      className: z.string().max(80).optional(),
      subject: z.string().max(80).optional(),
      period: z.int().min(0).max(20).optional(),
    })
    .prefault({}),
});
export type Config = z.infer<typeof configSchema>;

export class ConfigError extends Error {
  readonly code = 'CONFIG_INVALID';
}

/**
 * Reads and checks a configuration file.
 * @throws ConfigError that names the file, the setting and what is wrong with it
 */
export function loadConfig(file: string): Config {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(
      `${file}: cannot be read (${(error as NodeJS.ErrnoException).code}); give another with --config`,
    );
  }
  const config = checked(configSchema, yamlOf(text, file), file);
  const absolute = (relative: string) => resolve(dirname(file), relative);
  for (const [name, source] of Object.entries(config.sources)) {
    if (source) config.sources[name as keyof Config['sources']] = absolute(source);
  }
  config.store.folder = absolute(config.store.folder);
  return config;
}

/** Checks outside data; the error names the first setting that is wrong. */
export function checked<Schema extends z.ZodType>(schema: Schema, data: unknown, where: string): z.infer<Schema> {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const setting = issue?.path.join('.') ?? '';
  throw new ConfigError(`${where}: ${setting ? `${setting}: ` : ''}${issue?.message ?? 'is not valid'}`);
}

function yamlOf(text: string, file: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    throw new ConfigError(`${file}: is not valid YAML: ${(error as Error).message.split('\n')[0]}`);
  }
}
