import { expect, it, vi } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { DrivenDevice } from '../../test/fixtures/driven-device.ts';
import { faultyLine } from '../../test/fixtures/faulty-line.ts';
import { seeded } from '../../test/fixtures/seeded.ts';
import { type Lamp, type Press, presses } from '../process/device-message.ts';
import type { LineEffect } from '../simulation/simulated-device.ts';
import { BoardDriver } from './board-driver.ts';
import { boardSettingsSchema } from './board-settings.ts';
import { SimulatedBoard } from './simulated-board.ts';

const FRAMES = 100_000;
const LINES = 6;
const LAMPS: Lamp[] = [
  { light: 'sensing', blink: 'none' },
  { light: 'lesson', blink: 'none' },
  { light: 'lesson', blink: 'fault' },
];
const key = ({ light, blink }: Lamp) => `${light} ${blink}`;

/** A line whose faults come and go: some stretches are good, some lose nearly everything. */
function changingLine(seed: number): { effect: LineEffect; frames(): number; mend(): void } {
  const random = seeded(seed);
  let frames = 0;
  let left = 0;
  let isMended = false;
  let present = faultyLine({}, random);
  const through = (way: keyof LineEffect) => (bytes: Buffer) => {
    frames += bytes.filter((byte) => byte === 0x0a).length;
    if (isMended) return bytes;
    if (left-- <= 0) {
      left = Math.floor(random() * 400);
      const much = random() ** 3 * 0.03;
      present = faultyLine(
        { drop: much * random(), duplicate: much * random(), flip: much * random(), noise: much * random(), cut: much },
        random,
      );
    }
    return present[way](bytes);
  };
  return {
    effect: { toDevice: through('toDevice'), toHost: through('toHost') },
    frames: () => frames,
    mend: () => {
      isMended = true;
    },
  };
}

async function lived(seed: number, frames: number) {
  const random = seeded(seed * 7919);
  const line = changingLine(seed);
  const shown = new Set<string>();
  const board = new SimulatedBoard({ sayAgainMs: 10, forgetMs: 500, lampChanged: (lamp) => shown.add(key(lamp)) });
  const room = new DrivenDevice(board, { effect: line.effect });
  const settings = boardSettingsSchema.parse({ kind: 'board', port: room.pair.host });
  const driver = new BoardDriver(settings, room.context, { beatMs: 0, answerMs: 15, misses: 4, wishHoldsMs: 60_000 });
  let pulled = 0;
  await room.plug();
  room.start(driver);
  let lamp = LAMPS[0]!;
  const wish = () => driver.take({ do: 'lamp', lamp });
  wish();
  while (line.frames() < frames) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    lamp = LAMPS[Math.floor(random() * LAMPS.length)]!;
    wish();
    if (random() < 0.01) {
      pulled++;
      await room.unplug();
      await room.plug();
    }
  }
  line.mend();
  wish();
  await vi.waitFor(() => expect(key(board.lamp)).toBe(key(lamp)), { timeout: 10_000 });
  await vi.waitFor(() => expect(room.news.last('state')?.state).toBe('ok'), { timeout: 10_000 });
  await vi.waitFor(() => expect(room.news.last('lamp')?.lamp).toEqual(lamp), { timeout: 10_000 });
  const press: Press = presses[seed % presses.length]!;
  board.press(press);
  await vi.waitFor(() => expect(room.news.last('press')?.press).toBe(press), { timeout: 10_000 });
  await room.stop();
  return { frames: line.frames(), pulled, shown };
}

const badLines: Fault = {
  part: 'board',
  kind: 'wrong',
  fault: 'its line damages what goes over it',
  seen: { code: 'DEVICE_BOARD' },
  lost: 'presses of its button; the lamp never shows what nobody wished',
  recovers: 'by itself, when the line is good',
};
it(
  `${FRAMES} frames over bad lines that are pulled out now and then: the state is right in the end, and never one that nobody wished`,
  shows(badLines, { timeout: 300_000 }),
  async () => {
    const rooms = await Promise.all(Array.from({ length: LINES }, (_, i) => lived(i + 1, FRAMES / LINES)));
    const frames = rooms.reduce((sum, room) => sum + room.frames, 0);
    const pulled = rooms.reduce((sum, room) => sum + room.pulled, 0);
    console.log(`${frames} frames over ${LINES} bad lines, pulled out ${pulled} times`);
    expect(frames).toBeGreaterThanOrEqual(FRAMES);
    const wished = new Set([...LAMPS.map(key), 'off none']);
    for (const { shown } of rooms) expect([...shown].filter((lamp) => !wished.has(lamp))).toEqual([]);
  },
);
