import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { devicesSchema, withDeviceFiles } from '../../device/device-settings.ts';
import { roomAddressSchema } from '../../provisioning/contract/room-address.ts';
import { safeParse } from '../lesson/outside-data.ts';
import { roomPlanSchema } from '../lesson/room-plan.ts';
import { ConfigError } from './config-error.ts';
import { migratedConfig } from './config-migration.ts';
import { withEnvironment } from './environment.ts';
import { hubSchema, withFiles } from './hub-setting.ts';
import { networkPortSchema } from './network-port.ts';
import { type SourceSetting, sourceSettingSchema, withFolder } from './source-setting.ts';
import { YAML_OPTIONS } from './yaml-options.ts';

const path = z.string().min(1);
const camera = sourceSettingSchema('camera');
const microphone = sourceSettingSchema('microphone');
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as "07:00", in quotes');

/** What begins a lesson: the timetable, people and voices in the room, somebody by hand, or the agent's own start. */
export const beginnings = ['timetable', 'detection', 'hand', 'start'] as const;

/** Fewest students present for figures about students to leave the room, unless configured otherwise. */
export const USUAL_MIN_GROUP = 10;

/** What the room is seen and heard by; any subset. */
const sourcesSchema = z
  .strictObject({
    studentCamera: camera.optional(),
    teacherCamera: camera.optional(),
    /** One, or two that hear the same room. */
    microphone: z.union([microphone.transform((one) => [one]), z.array(microphone).min(1).max(2)]).optional(),
  })
  .refine(
    (sources) => Object.keys(sources).length > 0,
    'names no source: give studentCamera, teacherCamera or microphone',
  );
export type SourceSettings = z.infer<typeof sourcesSchema>;

/** The agent's settings, as school IT writes them in YAML. Relative paths are relative to the file. */
export const configSchema = z
  .strictObject({
    version: z.literal(1),
    room: roomAddressSchema,
    sources: sourcesSchema,
    /** Users and passwords of cameras. */
    secrets: path.optional(),
    roomPlan: roomPlanSchema.optional(),
    /** Environment sensors, PTZ cameras, panels, the button and the lamp. */
    devices: devicesSchema.default({}),
    /** What `lectern timetable import` has written. */
    timetable: path.optional(),
    /** A region's own rules for what teachers are told, in place of the built-in ones. */
    findings: z.strictObject({ rules: path }).optional(),
    /** Bundles of newer models. */
    models: z
      .strictObject({
        /** Public keys whose bundles are believed (PEM); without it none is. */
        keys: path.optional(),
        /** Where a bundle is looked for once a day. */
        bundle: z
          .url({ protocol: /^https$/, error: 'must be an address such as "https://hub.example.edu.cn/models/"' })
          .optional(),
      })
      .refine(({ keys, bundle }) => bundle === undefined || keys !== undefined, {
        error: 'must be given with bundle: a bundle by nobody that is trusted is not used',
        path: ['keys'],
      })
      .prefault({}),
    store: z.strictObject({ folder: path.default('/var/lib/lectern') }).prefault({}),
    screen: z
      .strictObject({
        port: z.int().min(0).max(65535).default(8080),
        /** Without it the screen is for this machine alone. */
        network: networkPortSchema.optional(),
      })
      .prefault({}),
    hub: hubSchema.optional(),
    privacy: z
      .strictObject({
        minGroup: z.int().min(1).max(200).default(USUAL_MIN_GROUP),
        /** So long a lesson's teacher may withhold it before it is sent; 0 sends it at once. */
        withholdHours: z.number().min(0).max(168).default(12),
        /** Nothing is sensed while no lamp shows that it is. */
        lampRequired: z.boolean().default(false),
      })
      .prefault({}),
    retention: z
      .strictObject({
        /** What was observed in a lesson, second by second. */
        observationsDays: z.int().min(1).max(3650).default(90),
        reportsDays: z.int().min(1).max(36_500).default(1095),
      })
      .prefault({}),
    lesson: z
      .strictObject({
        begins: z.enum(beginnings).optional(),
        /** A class may begin so much later than the timetable says, and run over by so much. */
        lateMin: z.number().min(0).max(60).default(10),
        overMin: z.number().min(0).max(60).default(5),
        /** When a lesson is looked for, where there is no timetable; school's time. */
        watch: z.strictObject({ from: timeOfDay.default('07:00'), to: timeOfDay.default('18:30') }).prefault({}),
        slotS: z.literal([10, 15, 30], 'must be 10, 15 or 30 seconds').default(30),
        samplesPerS: z.number().min(0.1).max(5).default(1),
        className: z.string().max(80).optional(),
        subject: z.string().max(80).optional(),
        period: z.int().min(0).max(20).optional(),
      })
      .prefault({}),
  })
  .refine(({ lesson, timetable }) => lesson.begins !== 'timetable' || timetable !== undefined, {
    error: 'needs `timetable:`, a file that lectern timetable import has written',
    path: ['lesson', 'begins'],
  })
  .transform((config) => ({
    ...config,
    lesson: {
      ...config.lesson,
      begins: config.lesson.begins ?? usualBeginning(config.sources, config.timetable),
      /** Somebody has said so in the file. */
      isBeginningChosen: config.lesson.begins !== undefined,
    },
  }));
export type Config = z.infer<typeof configSchema>;

/** Recordings have no timetable, and begin at once. */
function usualBeginning(
  { studentCamera, teacherCamera, microphone }: SourceSettings,
  timetable: string | undefined,
): (typeof beginnings)[number] {
  if (timetable !== undefined) return 'timetable';
  const all = [studentCamera, teacherCamera, ...(microphone ?? [])].filter((setting) => setting !== undefined);
  return all.every(({ source }) => source.kind === 'file' && !source.loop) ? 'start' : 'detection';
}

/** @throws ConfigError when the file cannot be read */
export function configText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // As where root has copied it from another room.
    const advice =
      code === 'EACCES' ? `run: sudo chown lectern ${file}, or the command with sudo` : 'give another with --config';
    throw new ConfigError(`${file}: cannot be read (${code}); ${advice}`);
  }
}

/**
 * Checks the text of a configuration file; one of an older version is read as what it would be now.
 * @param environment whose settings (`LECTERN__screen__port=8080`) stand in place of the file's
 * @throws ConfigError that names the file, the setting and what is wrong with it
 */
export function parseConfig(text: string, file: string, environment: NodeJS.ProcessEnv = process.env): Config {
  const data = withEnvironment(yamlOf(migratedConfig(text, file).text, file), environment);
  const config = checked(configSchema, data, file);
  const folder = dirname(file);
  const absolute = (relative: string) => resolve(folder, relative);
  const placed = (setting: SourceSetting) => withFolder(setting, folder);
  const { studentCamera, teacherCamera, microphone: microphones } = config.sources;
  return {
    ...config,
    sources: {
      ...(studentCamera && { studentCamera: placed(studentCamera) }),
      ...(teacherCamera && { teacherCamera: placed(teacherCamera) }),
      ...(microphones && { microphone: microphones.map(placed) }),
    },
    ...(config.secrets !== undefined && { secrets: absolute(config.secrets) }),
    ...(config.timetable !== undefined && { timetable: absolute(config.timetable) }),
    devices: Object.fromEntries(
      Object.entries(config.devices).map(([name, device]) => [name, withDeviceFiles(device, absolute)]),
    ),
    ...(config.findings && { findings: { rules: absolute(config.findings.rules) } }),
    ...(config.hub && { hub: withFiles(config.hub, absolute) }),
    models: { ...config.models, ...(config.models.keys !== undefined && { keys: absolute(config.models.keys) }) },
    store: { folder: absolute(config.store.folder) },
    screen: {
      ...config.screen,
      ...(config.screen.network && {
        network: {
          ...config.screen.network,
          certificate: absolute(config.screen.network.certificate),
          key: absolute(config.screen.network.key),
        },
      }),
    },
  };
}

/** Checks outside data; the error names the first setting that is wrong. */
export function checked<Schema extends z.ZodType>(schema: Schema, data: unknown, where: string): z.infer<Schema> {
  const parsed = safeParse(schema, data);
  if (parsed.success) return parsed.data;
  const issue = firstIssue(parsed.error.issues);
  const setting = issue?.path.join('.') ?? '';
  throw new ConfigError(`${where}: ${setting ? `${setting}: ` : ''}${issue?.message ?? 'is not valid'}`);
}

/** Of alternatives none of which fits, the one that got furthest tells what is wrong. */
function firstIssue(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue | undefined {
  const [issue] = issues;
  // What is wrong with a name of people's own is said by whoever checks the name.
  if (issue?.code === 'invalid_key' && issue.issues[0]) return { ...issue, message: issue.issues[0].message };
  if (issue?.code !== 'invalid_union') return issue;
  const inner = issue.errors
    .map((each) => firstIssue(each))
    .filter((each) => each !== undefined)
    .sort((a, b) => rank(b) - rank(a))[0];
  return inner && { ...inner, path: [...issue.path, ...inner.path] };
}

const rank = (issue: z.core.$ZodIssue) => (issue.code === 'invalid_type' ? 0 : 10) + issue.path.length;

function yamlOf(text: string, file: string): unknown {
  try {
    return parseYaml(text, YAML_OPTIONS);
  } catch (error) {
    throw new ConfigError(`${file}: is not valid YAML: ${(error as Error).message.split('\n')[0]}`);
  }
}
