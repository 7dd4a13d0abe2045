/** Powers of the element 2 of GF(32) with x^5 + x^2 + 1, twice over, so that sums of exponents need no remainder. */
const POWERS = powers();
const EXPONENTS = exponents();
/** The code's generator polynomial is (x - 1)(x - 2)(x - 4): three check characters. */
const ROOTS = [0, 1, 2];

/**
 * Check characters of a text of 5-bit characters, by a Reed-Solomon code over GF(32): any one or two wrong characters are
 * noticed, and any two that stand in each other's place, as long as the two are not exactly 31 characters apart; of what is
 * wrong in another way 1 in 32768 passes.
 * @param values each 0..31
 * @returns three values, each 0..31, to be put behind
 */
export function checkCharacters(values: readonly number[]): [number, number, number] {
  const rest: [number, number, number] = [0, 0, 0];
  const [g0, g1, g2] = generator();
  for (const value of values) {
    const lead = value ^ rest[0];
    [rest[0], rest[1], rest[2]] = [rest[1] ^ times(lead, g2), rest[2] ^ times(lead, g1), times(lead, g0)];
  }
  return rest;
}

/** Coefficients of x^0, x^1 and x^2; the one of x^3 is 1. */
function generator(): [number, number, number] {
  let product = [1];
  for (const root of ROOTS) {
    const factor = POWERS[root]!;
    product = [0, ...product].map((value, i) => value ^ times(product[i] ?? 0, factor));
  }
  return [product[0]!, product[1]!, product[2]!];
}

function times(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : POWERS[EXPONENTS[a]! + EXPONENTS[b]!]!;
}

function powers(): number[] {
  const all: number[] = [];
  for (let value = 1; all.length < 62; value = value & 16 ? ((value << 1) ^ 0b100101) & 31 : value << 1)
    all.push(value);
  return all;
}

function exponents(): number[] {
  const all: number[] = [];
  for (let exponent = 0; exponent < 31; exponent++) all[POWERS[exponent]!] = exponent;
  return all;
}
