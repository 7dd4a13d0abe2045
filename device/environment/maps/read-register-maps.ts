import { readFileSync } from 'node:fs';
import { isCollection, isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import type { z } from 'zod';
import { type RegisterMap, registerMapFileSchema } from './register-map.ts';
import { type MapProblem, RegisterMapError } from './register-map-error.ts';

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
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const reason = `cannot be read (${(error as NodeJS.ErrnoException).code}); check the setting maps, and who may read the file`;
    throw new RegisterMapError(file, [{ reason }]);
  }
  return new Map([...shipped, ...parseRegisterMaps(text, file)]);
}

/** @param file its name, for what is said of it @throws RegisterMapError */
export function parseRegisterMaps(text: string, file: string): RegisterMaps {
  if (Buffer.byteLength(text) > MOST_BYTES)
    throw new RegisterMapError(file, [{ reason: `is larger than ${MOST_BYTES / 1024} kB: is it another file?` }]);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, schema: 'core', prettyErrors: false, logLevel: 'silent' });
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0)
    throw new RegisterMapError(
      file,
      broken.map(({ pos, message }) => ({ line: lines.linePos(pos[0]).line, reason: `is not valid YAML: ${message}` })),
    );
  let data: unknown;
  try {
    data = document.toJS({ maxAliasCount: 0 });
  } catch {
    throw new RegisterMapError(file, [{ reason: 'YAML anchors and aliases (& and *) are not taken: write it out' }]);
  }
  const parsed = registerMapFileSchema.safeParse(data);
  if (parsed.success) return new Map(Object.entries(parsed.data.maps));
  const lineOf = (path: readonly PropertyKey[]) => {
    const offset = offsetOf(document.contents, path);
    return offset === undefined ? undefined : lines.linePos(offset).line;
  };
  throw new RegisterMapError(
    file,
    parsed.error.issues.map((issue): MapProblem => {
      const path = issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
      return { line: lineOf(path), where: path.join('.'), reason: reasonOf(issue) };
    }),
  );
}

function reasonOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return 'is no setting of a register map; see docs/devices/environment.md';
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) return 'is missing';
  if (issue.code === 'invalid_value' && issue.values.length > 1) return `must be one of ${issue.values.join(', ')}`;
  // The key of a record: what is said of it is within.
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => message).join('; ');
  return issue.message;
}

/** Where a path stands, or the nearest part around it; undefined in an empty file. */
function offsetOf(contents: unknown, path: readonly PropertyKey[]): number | undefined {
  let node = contents;
  let offset = (node as Node | null)?.range?.[0];
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (!pair) break;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value;
    } else if (isCollection(node)) {
      node = node.items[Number(step)];
      offset = (node as Node | undefined)?.range?.[0] ?? offset;
    } else break;
  }
  return offset;
}
