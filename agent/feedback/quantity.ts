import { catalogue } from '../indicators/catalogue.ts';
import { type FigureUnit, figureUnits } from '../indicators/definitions/definition.ts';
import type { Indicator } from '../indicators/indicator.ts';
import type { About } from './moment.ts';

/** A difference of levels is told in dB, which needs no calibration. */
export type QuantityUnit = FigureUnit | 'dB';

/** A figure of the catalogue, or the sum or difference of two of the same unit: `talk.student.share + talk.many.share`. */
export interface Quantity {
  text: string;
  terms: readonly { id: string; sign: 1 | -1 }[];
  unit: QuantityUnit;
}

/** Figures by id; null values are "not enough data". */
export type Figures = ReadonlyMap<string, Indicator>;

const units = new Map<string, FigureUnit>(
  catalogue.flatMap(({ id, unit }) => {
    const told = figureUnits.find((each) => each === unit);
    return told ? [[id, told] as const] : [];
  }),
);

/** @returns the quantity, or in both languages why the text is none */
export function parseQuantity(text: string): Quantity | { reason: string } {
  const [first, operator, second, ...rest] = text.trim().split(/\s+([+-])\s+/);
  const ids = [first!, ...(second === undefined ? [] : [second])];
  const unknown = ids.find((id) => !units.has(id));
  if (unknown !== undefined) {
    return { reason: `指标目录里没有 "${unknown}" / there is no indicator "${unknown}" in the catalogue` };
  }
  const [unit, other] = ids.map((id) => units.get(id)!);
  if (rest.length > 0) return { reason: '最多两个指标相加减 / at most two indicators can be added or subtracted' };
  if (second === undefined) return { text: first!, terms: [{ id: first!, sign: 1 }], unit: unit! };
  const sums = unit === other && unit !== 'mode' && (unit !== 'dBFS' || operator === '-');
  if (!sums) return { reason: `这两个指标不能相加减 / "${first}" and "${second}" cannot be put together so` };
  return {
    text: `${first} ${operator} ${second}`,
    terms: [
      { id: first!, sign: 1 },
      { id: second, sign: operator === '+' ? 1 : -1 },
    ],
    unit: unit === 'dBFS' ? 'dB' : unit!,
  };
}

/** Null when there was not enough data for any of its figures. */
export function quantityValue({ terms }: Quantity, figures: Figures): number | string | null {
  const values = terms.map(({ id }) => figures.get(id)?.value ?? null);
  if (values.length === 1) return values[0]!;
  return summed(
    terms,
    values.map((value) => (typeof value === 'number' ? value : null)),
  );
}

/** The sum of the terms with the values given for them; null when one is missing. */
export function summed(terms: Quantity['terms'], values: readonly (number | null)[]): number | null {
  return terms.reduce<number | null>((sum, { sign }, index) => {
    const value = values[index] ?? null;
    return sum === null || value === null ? null : sum + sign * value;
  }, 0);
}

/** Voices of the class: who takes turns, waits, works in groups. */
const VOICES = /^(talk\.(student|many|turns|wait|flanders\.pt)|activity\.(?!lecture)|st\.)/;

/** Whom a figure tells of. */
export function aboutOf(id: string): About {
  if (id.startsWith('students.')) return 'class';
  return VOICES.test(id) ? 'voices' : 'teacher';
}
