import { randomInt } from 'node:crypto';

export const PIN_DIGITS = 6;
/** Two digits before the PIN say whose it is, so that no list of teachers need be shown. */
export const MOST_ACCOUNTS = 99;

/** Each digit as far from the one before: 000000, 123456, 987654, 135791. */
const isRun = (pin: string): boolean => {
  const steps = [...pin].slice(1).map((digit, i) => (Number(digit) - Number(pin[i]) + 10) % 10);
  return steps.every((step) => step === steps[0]);
};
const isRepeated = (pin: string): boolean => /^(\d\d)\1\1$/.test(pin) || /^(\d{3})\1$/.test(pin);
/** A year and a month or two digits more, or a day of a year: what people choose first, and colleagues know. */
const isDate = (pin: string): boolean =>
  /^(19|20)\d{4}$/.test(pin) || /^\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/.test(pin);

/** Whether a PIN is of the right form and not among those that are tried first. */
export function isGoodPin(pin: string): boolean {
  return new RegExp(`^\\d{${PIN_DIGITS}}$`).test(pin) && !isRun(pin) && !isRepeated(pin) && !isDate(pin);
}

/** A PIN that nobody chose. */
export function randomPin(): string {
  for (;;) {
    const pin = String(randomInt(10 ** PIN_DIGITS)).padStart(PIN_DIGITS, '0');
    if (isGoodPin(pin)) return pin;
  }
}
