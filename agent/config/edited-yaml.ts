import { type Document, isMap, isScalar, isSeq, parseDocument, YAMLMap, YAMLSeq } from 'yaml';
import { ConfigError } from './config-error.ts';
import { YAML_OPTIONS } from './yaml-options.ts';

/** A YAML file that is changed in places: comments, order and quotes of everything else stay as people wrote them. */
export class EditedYaml {
  readonly #text: string;
  readonly #file: string;
  readonly #document: Document;

  /** @throws ConfigError when the text is no YAML */
  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
    try {
      this.#document = parseDocument(text, YAML_OPTIONS);
      const { contents, errors } = this.#document;
      if (errors[0]) throw errors[0];
      if (contents !== null && !isMap(contents)) throw new Error('it holds no settings');
      this.#document.toJS();
    } catch (cause) {
      // Also a reference to nothing, and lists within lists without end.
      throw this.#invalid(cause as Error);
    }
  }

  #invalid({ message }: Error): ConfigError {
    const [first] = message.split('\n');
    return new ConfigError(
      `${this.#file}: is not valid YAML (${first}); mend it with an editor, or move it away and set up anew`,
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
    if (value === null) {
      if (this.#document.hasIn(path)) this.#document.deleteIn(path);
      return;
    }
    this.#makeWay(path);
    if (JSON.stringify(this.#at(path)) === JSON.stringify(value)) return;
    if (isMap(node) && isPlain(value)) {
      for (const key of Object.keys((node.toJSON() as object | null) ?? {}))
        if (value[key] === undefined) this.#document.deleteIn([...path, key]);
      for (const [key, each] of Object.entries(value)) if (each !== undefined) this.set([...path, key], each);
    } else if (isScalar(node) && !isPlain(value) && !Array.isArray(value)) node.value = value;
    else this.#document.setIn(path, this.#made(value, isSeq(node) && node.flow === true));
  }

  /** What lies above the path and holds nothing, such as `screen:` without more, becomes a map. @throws ConfigError */
  #makeWay(path: readonly string[]): void {
    for (let length = 1; length < path.length; length++) {
      const above = path.slice(0, length);
      const node = this.#document.getIn(above, true);
      if (node === undefined || isMap(node)) continue;
      if (!isScalar(node) || node.value !== null)
        throw new ConfigError(
          `${this.#file}: ${above.join('.')}: is written in its short form; set the whole of it, such as ${above.join('.')} '{ … }'`,
        );
      this.#document.setIn(above, new YAMLMap());
    }
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
