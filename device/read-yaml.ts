import { isCollection, isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import type { z } from 'zod';
import { safeParse } from '../agent/lesson/outside-data.ts';

/** What is wrong at one place of a file. */
export interface YamlProblem {
  /** From 1; absent when the file as a whole is meant. */
  line?: number | undefined;
  /** The setting, such as `maps.my-sensor.registers.0.unit`. */
  where?: string;
  reason: string;
}

/**
 * Reads a YAML file that somebody wrote, and says of everything that is wrong in which line it stands.
 * @param unknownKey what is said of a key that there is none of
 */
export function readYaml<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  unknownKey: string,
): { data: z.infer<Schema> } | { problems: YamlProblem[] } {
  const lines = new LineCounter();
  const document = documentOf(text, {
    ...{ lineCounter: lines, schema: 'core', prettyErrors: false, logLevel: 'silent' },
    // A list within a list within a list as a key takes time that doubles with each.
    stringKeys: true,
  });
  if (!document) return { problems: [{ reason: 'has lists or settings within one another without end' }] };
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0)
    return {
      problems: broken.map(({ pos, message }) => ({
        line: lines.linePos(pos[0]).line,
        reason: `is not valid YAML: ${message}`,
      })),
    };
  let data: unknown;
  try {
    data = document.toJS({ maxAliasCount: 0 });
  } catch {
    return { problems: [{ reason: 'YAML anchors and aliases (& and *) are not taken: write it out' }] };
  }
  const parsed = safeParse(schema, data);
  if (parsed.success) return { data: parsed.data };
  const lineOf = (path: readonly PropertyKey[]) => {
    const offset = offsetOf(document.contents, path);
    return offset === undefined ? undefined : lines.linePos(offset).line;
  };
  return {
    problems: parsed.error.issues.map((issue): YamlProblem => {
      const path = issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
      return { line: lineOf(path), where: path.join('.'), reason: reasonOf(issue, unknownKey) };
    }),
  };
}

/** null where the library overflows its stack. */
function documentOf(...given: Parameters<typeof parseDocument>): ReturnType<typeof parseDocument> | null {
  try {
    return parseDocument(...given);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function reasonOf(issue: z.core.$ZodIssue, unknownKey: string): string {
  if (issue.code === 'unrecognized_keys') return unknownKey;
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
