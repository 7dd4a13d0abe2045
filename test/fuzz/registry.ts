import type { FuzzedParser } from './engine/fuzzed-parser.ts';
import { bundleParsers } from './parsers/bundles.ts';
import { cameraParsers } from './parsers/cameras.ts';
import { contractParsers } from './parsers/contract.ts';
import { deviceParsers } from './parsers/devices.ts';
import { enrolmentParsers } from './parsers/enrolment.ts';
import { machineParsers } from './parsers/machine.ts';
import { ruleParsers } from './parsers/rules.ts';
import { screenParsers } from './parsers/screen.ts';
import { sensingParsers } from './parsers/sensing.ts';
import { settingsParsers } from './parsers/settings.ts';
import { storedParsers } from './parsers/stored.ts';
import { timetableParsers } from './parsers/timetables.ts';

/** Everything that reads bytes from outside. */
export const fuzzedParsers: readonly FuzzedParser[] = [
  ...settingsParsers,
  ...timetableParsers,
  ...ruleParsers,
  ...deviceParsers,
  ...cameraParsers,
  ...sensingParsers,
  ...contractParsers,
  ...storedParsers,
  ...bundleParsers,
  ...enrolmentParsers,
  ...screenParsers,
  ...machineParsers,
];
