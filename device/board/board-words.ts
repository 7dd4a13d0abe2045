import { z } from 'zod';
import { type Lamp, lampBlinks, lampLights, type Press, presses } from '../process/device-message.ts';

/** Both ends speak the same number, or the agent says that the board needs other firmware. */
export const BOARD_PROTOCOL = 1;

const counting = z
  .string()
  .regex(/^\d{1,10}$/)
  .transform(Number);
const word = z.string().regex(/^[\w.-]{1,24}$/);

/** Whether the lamp can light, as far as the board can measure it. */
const lampHealth = z.enum(['good', 'broken', 'unknown']);

const helloAnswer = z
  .tuple([z.literal('BOARD'), counting, word, word, word, counting])
  .transform(([, protocol, model, serial, firmware, boot]) => ({
    says: 'board' as const,
    protocol,
    model,
    serial,
    firmware,
    /** Another number after each start of the board. */
    boot,
  }));

const lampAnswer = z
  .tuple([z.literal('LIT'), z.enum(lampLights), z.enum(lampBlinks), lampHealth])
  .transform(([, light, blink, health]) => ({ says: 'lit' as const, lamp: { light, blink } satisfies Lamp, health }));

const pressed = z
  .tuple([z.literal('PRESS'), counting, counting, z.enum(presses)])
  .transform(([, boot, count, press]) => ({
    says: 'press' as const,
    boot,
    /** Counts the presses since the board's start, so that one that is said again is known. */
    count,
    press: press satisfies Press,
  }));

const refused = z.tuple([z.literal('NO'), word]).transform(([, why]) => ({ says: 'no' as const, why }));

const boardWords = z.union([helloAnswer, lampAnswer, pressed, refused]);
export type BoardWords = z.infer<typeof boardWords>;

/** What a board says. @returns null for what is no word of this protocol */
export function boardWordsOf(words: readonly string[]): BoardWords | null {
  const parsed = boardWords.safeParse(words);
  return parsed.success ? parsed.data : null;
}
