import { type Document, isMap, isScalar, isSeq, parseDocument, YAMLMap, YAMLSeq } from 'yaml';
import { ConfigError } from './config-error.ts';

/** A YAML file that is changed in places: comments, order and quotes of everything else stay as people wrote them. */
export class EditedYaml {
  readonly #text: string;
  readonly #document: Document;

  /** @throws ConfigError when the text is no YAML */
  constructor(text: string, file: string) {
    this.#text = text;
    this.#document = parseDocument(text);
    const [error] = this.#document.errors;
    if (error)
      throw new ConfigError(
        `${file}: is not valid YAML (${error.message.split('\n')[0]}); mend it with an editor, or move it away and set up anew`,
      );
  }

  /** On which line what lies at a path stands, counted from 1; the nearest that is there above it when it is not itself. */
  lineOf(path: readonly PropertyKey[]): number | undefined {
    for (let length = path.length; length > 0; length--) {
      const node = this.#document.getIn(path.slice(0, length), true) as
        | { range?: [number, number, number] }
        | undefined;
      if (node?.range) return this.#text.slice(0, node.range[0]).split('\n').length;
    }
    return undefined;
  }

  /** As plain data. */
  get data(): Record<string, unknown> {
    return (this.#document.toJS() as Record<string, unknown> | null) ?? {};
  }

  /** Makes what lies at a path say `value`; null takes it away. What says the same already is not touched. */
  set(path: readonly string[], value: unknown): void {
    const node = this.#document.getIn(path, true);
    if (value === null) this.#document.deleteIn(path);
    else if (JSON.stringify(this.#at(path)) === JSON.stringify(value)) return;
    else if (isMap(node) && isPlain(value)) {
      for (const key of Object.keys((node.toJSON() as object | null) ?? {}))
        if (value[key] === undefined) this.#document.deleteIn([...path, key]);
      for (const [key, each] of Object.entries(value)) if (each !== undefined) this.set([...path, key], each);
    } else if (isScalar(node) && !isPlain(value) && !Array.isArray(value)) node.value = value;
    else this.#document.setIn(path, this.#made(value, isSeq(node) && node.flow === true));
  }

  toString(): string {
    return this.#document.toString({ lineWidth: 0, flowCollectionPadding: true });
  }

  #at(path: readonly string[]): unknown {
    return path.reduce<unknown>((data, key) => (isPlain(data) ? data[key] : undefined), this.data);
  }

  /** Lists of numbers and of places are short: on one line they are easier to read. */
  #made(value: unknown, isFlow: boolean): unknown {
    if (Array.isArray(value)) {
      const isShort = isFlow || value.every((each) => typeof each !== 'object' || Array.isArray(each));
      if (isShort) return this.#document.createNode(value, { flow: true });
      const list = new YAMLSeq();
      for (const each of value) list.add(this.#document.createNode(each, { flow: true }));
      return list;
    }
    if (!isPlain(value)) return this.#document.createNode(value);
    const map = new YAMLMap<string, unknown>();
    for (const [key, each] of Object.entries(value)) if (each !== undefined) map.set(key, this.#made(each, false));
    return map;
  }
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
