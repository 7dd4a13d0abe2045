import {
  type Document,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  visit,
} from 'yaml';
import type { RuleProblem } from './rule-file-error.ts';

/** Line and column, both from 1. */
export interface Place {
  line: number;
  column: number;
}

/** The data of a YAML text, and where each part of it stands. */
export interface PlacedYaml {
  data: unknown;
  /**
   * Where a path of keys and indexes stands, or, where it does not exist, the nearest part around it.
   * @param part whether the value at the path is meant, or its key
   */
  placeOf(path: readonly PropertyKey[], part?: 'key' | 'value'): Place;
}

/**
 * One YAML 1.2 document without anchors: a text that says all it holds, so that none is larger than it looks.
 * @returns the document, or what is wrong with it
 */
export function placedYaml(text: string): PlacedYaml | RuleProblem[] {
  const lines = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    // An empty text has no lines.
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const documents = documentsOf(text, {
    lineCounter: lines,
    schema: 'core',
    prettyErrors: false,
    logLevel: 'silent',
    // A list within a list within a list as a key takes time that doubles with each.
    stringKeys: true,
  });
  if (!documents) return [{ line: 1, reason: '嵌套太深 / lists or settings within one another without end' }];
  const [first, second] = [...documents] as (Document | undefined)[];
  if (!first) return [{ line: 1, reason: '文件是空的 / the file is empty' }];
  // What is wrong further on follows from the first mistake more often than not.
  const [broken] = [...documents].flatMap(({ errors, warnings }) => [...errors, ...warnings]);
  if (broken) return [{ ...placeAt(broken.pos[0]), reason: `不是有效的 YAML / is not valid YAML: ${broken.message}` }];
  if (second) {
    const reason = '一个文件里只能有一份 YAML 文档 / more than one YAML document';
    return [{ ...placeAt(second.range?.[0] ?? 0), reason }];
  }
  const anchored = aliasesIn(first);
  if (anchored.length > 0) {
    const reason = '不能使用 YAML 锚点和别名（& 和 *）/ YAML anchors and aliases (& and *) are not taken';
    return anchored.map((offset) => ({ ...placeAt(offset), reason }));
  }
  return { data: first.toJS(), placeOf: (path, part = 'value') => placeAt(offsetOf(first, path, part)) };
}

/** null where the library overflows its stack. */
function documentsOf(...given: Parameters<typeof parseAllDocuments>): ReturnType<typeof parseAllDocuments> | null {
  try {
    return parseAllDocuments(...given);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function aliasesIn(document: Document): number[] {
  const offsets: number[] = [];
  visit(document, {
    Alias: (_, node) => void offsets.push(node.range?.[0] ?? 0),
    Value: (_, node) => {
      if (node.anchor !== undefined) offsets.push(node.range?.[0] ?? 0);
    },
  });
  return offsets;
}

/** A plain value stands where it begins, a list or a set of settings where its key does. */
function offsetOf({ contents }: Document, path: readonly PropertyKey[], part: 'key' | 'value'): number {
  let node: unknown = contents;
  let offset = (contents as Node | null)?.range?.[0] ?? 0;
  for (const [index, step] of path.entries()) {
    const isMeantKey = part === 'key' && index === path.length - 1;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (!pair) break;
      node = pair.value;
      const at = isMeantKey || isCollection(node) || !isScalar(node) || node.value === null ? pair.key : node;
      offset = (at as Node).range?.[0] ?? offset;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      if (node === undefined) break;
      offset = (node as Node).range?.[0] ?? offset;
    } else break;
  }
  return offset;
}
