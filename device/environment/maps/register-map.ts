import { z } from 'zod';
import {
  type EnvironmentQuantity,
  environmentQuantities,
  environmentQuantityNames,
} from '../../../agent/lesson/environment.ts';

/** How a value lies in its registers, each of 16 bits; f32 is an IEEE 754 single. */
export const registerTypes = ['u16', 's16', 'u32', 's32', 'f32'] as const;
export type RegisterType = (typeof registerTypes)[number];

/** Read holding registers, read input registers (Modbus Application Protocol V1.1b3, 6.3 and 6.4). */
const readFunctionSchema = z.union([z.literal(3), z.literal(4)], {
  error: 'must be 3 (holding) or 4 (input registers)',
});
export type ReadFunction = z.infer<typeof readFunctionSchema>;

/** As it stands in the request, from 0: what a manual calls register 40001 or 30001 is address 0. */
const addressSchema = z.int().min(0).max(65_535);

const registerSchema = z
  .strictObject({
    quantity: z.enum(environmentQuantityNames as [EnvironmentQuantity, ...EnvironmentQuantity[]]),
    /** Said so that a map cannot mean another one: that of the quantity, after scale and offset. */
    unit: z.string(),
    address: addressSchema,
    type: z.enum(registerTypes).default('u16'),
    /** Which of two registers comes first. */
    words: z.enum(['high-first', 'low-first']).default('high-first'),
    /** value = raw · scale + offset */
    scale: z
      .number()
      .refine((scale) => scale !== 0, 'must not be 0')
      .default(1),
    offset: z.number().default(0),
    /** Raw values by which the device says that it has no reading. */
    none: z.array(z.number()).max(10).default([]),
  })
  .refine(({ quantity, unit }) => unit === environmentQuantities[quantity].unit, {
    error: ({ input }) => {
      const { quantity } = input as { quantity: EnvironmentQuantity };
      return `must be "${environmentQuantities[quantity].unit}" for ${quantity}: set scale and offset so that it is`;
    },
    path: ['unit'],
  });
export type Register = z.infer<typeof registerSchema>;

/** A register in which a device tells what is wrong with it, a bit for each trouble. */
const statusSchema = z.strictObject({
  address: addressSchema,
  /** By the number of the bit, 0 is the lowest. */
  bits: z.record(
    z.string().regex(/^([0-9]|1[0-5])$/, 'must be the number of a bit, 0 to 15'),
    z.string().min(1).max(60),
  ),
});

/** Where a model keeps what it measures. */
export const registerMapSchema = z.strictObject({
  /** Maker and model, as people call it. */
  name: z.string().min(1).max(60),
  /** The manual or page that it was taken from. */
  source: z.string().min(1).max(300),
  function: readFunctionSchema,
  /** So many registers between two that are wanted may be read along, because the device has them. */
  bridge: z.int().min(0).max(100).default(0),
  registers: z.array(registerSchema).min(1).max(20),
  status: statusSchema.optional(),
});
export type RegisterMap = z.infer<typeof registerMapSchema>;

export const modelSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{0,59}$/, 'must be of small letters, digits, "." and "-", such as xy-md02');

export const registerMapFileSchema = z.strictObject({
  version: z.literal(1, { error: 'must be 1' }),
  maps: z.record(modelSchema, registerMapSchema),
});

/** How many registers a value takes. */
export const widthOf = (type: RegisterType): 1 | 2 => (type === 'u16' || type === 's16' ? 1 : 2);

/** Registers that are asked for at once. */
export interface Block {
  function: ReadFunction;
  address: number;
  /** 1..125 */
  count: number;
}

/** A request may be for so many (Modbus Application Protocol V1.1b3, 6.3). */
const MOST_REGISTERS = 125;

/**
 * What is to be asked of a device, in as few requests as there are runs of registers: what lies between them may not exist in the
 * device, which would then refuse the whole request, unless the map says that it may be read along.
 * @param used the registers of the map that are wanted
 */
export function blocksOf(map: RegisterMap, used: readonly Register[]): Block[] {
  const spans = used.map(({ address, type }) => ({ address, count: widthOf(type) as number }));
  if (map.status) spans.push({ address: map.status.address, count: 1 });
  const blocks: Block[] = [];
  for (const { address, count } of spans.sort((a, b) => a.address - b.address)) {
    const last = blocks.at(-1);
    const end = address + count;
    if (last && address <= last.address + last.count + map.bridge && end - last.address <= MOST_REGISTERS)
      last.count = Math.max(last.count, end - last.address);
    else blocks.push({ function: map.function, address, count });
  }
  return blocks;
}

/** The raw number of a register. @param words the block's registers, each 0..65535 @param at where in them it begins */
export function rawOf(
  { type, words: order }: Pick<Register, 'type' | 'words'>,
  words: readonly number[],
  at: number,
): number {
  const view = new DataView(new ArrayBuffer(4));
  const [first = 0, second = 0] = words.slice(at, at + 2);
  view.setUint16(0, order === 'high-first' ? first : second);
  view.setUint16(2, order === 'high-first' ? second : first);
  switch (type) {
    case 'u16':
      return first;
    case 's16':
      return first >= 0x8000 ? first - 0x1_0000 : first;
    case 'u32':
      return view.getUint32(0);
    case 's32':
      return view.getInt32(0);
    case 'f32':
      return view.getFloat32(0);
  }
}

/** The other way round: the registers of a raw number, which is brought into what the type can hold. */
export function wordsOf({ type, words: order }: Pick<Register, 'type' | 'words'>, raw: number): number[] {
  const view = new DataView(new ArrayBuffer(4));
  if (widthOf(type) === 1) return [Math.round(raw) & 0xffff];
  if (type === 'f32') view.setFloat32(0, raw);
  else view.setUint32(0, Math.round(raw) >>> 0);
  const [high, low] = [view.getUint16(0), view.getUint16(2)];
  return order === 'high-first' ? [high, low] : [low, high];
}

/** Whether a device says by this raw number that it has no reading; a pattern such as 0xFFFF may be written signed or not. */
export function isNone({ type, none }: Pick<Register, 'type' | 'none'>, raw: number): boolean {
  if (Number.isNaN(raw)) return true;
  const unsigned = type === 's16' && raw < 0 ? raw + 0x1_0000 : type === 's32' && raw < 0 ? raw + 0x1_0000_0000 : raw;
  return none.includes(raw) || none.includes(unsigned);
}
