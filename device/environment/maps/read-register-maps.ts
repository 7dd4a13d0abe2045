import { readFileSync } from 'node:fs';
import { readDeviceFile } from '../../read-device-file.ts';
import { readYaml } from '../../read-yaml.ts';
import { type RegisterMap, registerMapFileSchema } from './register-map.ts';
import { RegisterMapError } from './register-map-error.ts';

/** By the name of the model. */
export type RegisterMaps = ReadonlyMap<string, RegisterMap>;

const SHIPPED = new URL('register-maps.yaml', import.meta.url);
/** A register map is some lines of text; what is larger is another file. */
const MOST_BYTES = 256 * 1024;

/**
 * The maps that are shipped, and those of a file of one's own, which come first where both name a model.
 * @param file path of a YAML file
 * @throws RegisterMapError with file, line and reason of everything that is wrong
 */
export function loadRegisterMaps(file?: string): RegisterMaps {
  const shipped = parseRegisterMaps(readFileSync(SHIPPED, 'utf8'), 'register-maps.yaml');
  if (file === undefined) return shipped;
  let text: string;
  try {
    text = readDeviceFile(file, 'maps');
  } catch (error) {
    throw new RegisterMapError(file, [{ reason: (error as Error).message }]);
  }
  return new Map([...shipped, ...parseRegisterMaps(text, file)]);
}

/** @param file its name, for what is said of it @throws RegisterMapError */
export function parseRegisterMaps(text: string, file: string): RegisterMaps {
  if (Buffer.byteLength(text) > MOST_BYTES)
    throw new RegisterMapError(file, [{ reason: `is larger than ${MOST_BYTES / 1024} kB: is it another file?` }]);
  const read = readYaml(
    text,
    registerMapFileSchema,
    'is no setting of a register map; see docs/devices/environment.md',
  );
  if ('problems' in read) throw new RegisterMapError(file, read.problems);
  return new Map(Object.entries(read.data.maps));
}
