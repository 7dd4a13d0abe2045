import * as z from 'zod';

/** Protobuf JSON writes 64-bit integers as strings. */
const integer = z.union([z.string(), z.number()]).transform(Number);

const dimension = z.object({ size: integer.optional() });

/** One value of a TensorFlow node's `attr` map. Strings are base64. */
export const attributeSchema = z.object({
  s: z.string().optional(),
  i: integer.optional(),
  f: z.number().optional(),
  b: z.boolean().optional(),
  type: z.string().optional(),
  shape: z.object({ dim: z.array(dimension).optional() }).optional(),
  list: z.object({ i: z.array(integer).optional(), s: z.array(z.string()).optional() }).optional(),
});

type AttributeValue = z.infer<typeof attributeSchema>;

/** Typed reading of a node's attributes; what is absent has TensorFlow's default (0, false, empty). */
export class Attributes {
  readonly #values: Readonly<Record<string, AttributeValue>>;

  constructor(values: Readonly<Record<string, AttributeValue>>) {
    this.#values = values;
  }

  integer(name: string): number {
    return this.#values[name]?.i ?? 0;
  }

  float(name: string): number {
    return this.#values[name]?.f ?? 0;
  }

  flag(name: string): boolean {
    return this.#values[name]?.b ?? false;
  }

  integers(name: string): readonly number[] {
    return this.#values[name]?.list?.i ?? [];
  }

  text(name: string): string {
    return fromBase64(this.#values[name]?.s ?? '');
  }

  texts(name: string): readonly string[] {
    return (this.#values[name]?.list?.s ?? []).map(fromBase64);
  }

  /** A TensorFlow type name such as `DT_FLOAT`, or '' when the node has none. */
  type(name: string): string {
    return this.#values[name]?.type ?? '';
  }

  /** Dimensions; -1 stands for any size. */
  shape(name: string): readonly number[] {
    return (this.#values[name]?.shape?.dim ?? []).map((dim) => dim.size ?? 0);
  }
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}
