import fc from 'fast-check';
import { expect, it } from 'vitest';
import { loadRegisterMaps } from './maps/read-register-maps.ts';
import { wordsOf } from './maps/register-map.ts';
import { type Ask, PollPlan } from './poll-plan.ts';
import { Sensor } from './sensor.ts';

const maps = loadRegisterMaps();
const sensorOf = (model: string, slave: number) => new Sensor(model, maps.get(model)!, slave);
const EVERY_MS = 10_000;
const LATE_MS = 1_000;
const ASK_MS = 520;

/** What the sensors of the tests may say, raw: 30 °C, 30 %, 30 dB(A), 30 lx, 3000 ppm. */
const answerTo = ({ sensor, block }: Ask): number[] => {
  const words = new Array<number>(block.count).fill(0);
  for (const register of maps.get(sensor.model)!.registers) {
    const at = register.address - block.address;
    if (at < 0 || at >= block.count) continue;
    wordsOf(register, 3_000).forEach((word, index) => {
      words[at + index] = word;
    });
  }
  return words;
};

type Outcome = 'answer' | 'unclean' | 'silent' | 'garbled' | 'refused';
const outcome = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Outcome>('answer') },
  { weight: 1, arbitrary: fc.constantFrom<Outcome>('unclean', 'silent', 'garbled', 'refused') },
);

/** Plays outcomes; each question takes its time. @returns every question with its moment and what came of it */
function play(plan: PollPlan, outcomes: readonly Outcome[], startMs: number) {
  let nowMs = startMs;
  return outcomes.map((result) => {
    const { ask, atMs } = plan.next();
    expect(atMs - nowMs, 'something is always asked soon').toBeLessThanOrEqual(6 * EVERY_MS + LATE_MS);
    nowMs = Math.max(nowMs, atMs);
    const askedMs = nowMs;
    if (result === 'answer' || result === 'unclean') {
      nowMs += 30;
      plan.answered(ask, answerTo(ask), result === 'answer', nowMs);
    } else {
      nowMs += ASK_MS;
      plan.failed(ask, result, nowMs, 2);
    }
    return { ask, askedMs, endMs: nowMs, result };
  });
}

it('leaves a device alone that owes an answer until it cannot come any more', () => {
  fc.assert(
    fc.property(fc.array(outcome, { minLength: 30, maxLength: 200 }), (outcomes) => {
      const plan = new PollPlan([sensorOf('wb-msw-v3', 3), sensorOf('xy-md02', 1)], {
        everyMs: EVERY_MS,
        lateMs: LATE_MS,
      });
      plan.begin(0);
      const asked = play(plan, outcomes, 0);
      asked.forEach(({ ask, askedMs }, index) => {
        const owing = asked
          .slice(0, index)
          .filter((each) => each.ask.sensor === ask.sensor && (each.result === 'silent' || each.result === 'garbled'))
          .at(-1);
        if (owing) expect(askedMs).toBeGreaterThanOrEqual(owing.endMs + LATE_MS);
      });
    }),
  );
});

it('is well again, whatever was, once every device answers', () => {
  fc.assert(
    fc.property(fc.array(outcome, { maxLength: 200 }), (outcomes) => {
      const plan = new PollPlan([sensorOf('wb-msw-v3', 3), sensorOf('senseair-s8', 2)], {
        everyMs: EVERY_MS,
        lateMs: LATE_MS,
      });
      plan.begin(0);
      const endMs = play(plan, outcomes, 0).at(-1)?.endMs ?? 0;
      // Each is asked again within its longest pause; what is doubted, twice.
      play(plan, new Array<Outcome>(200).fill('answer'), endMs);
      expect(plan.faults()).toEqual([]);
      expect(plan.isSettled).toBe(true);
    }),
  );
});

it('asks a silent device less and less often, and the others in their time', () => {
  const silent = sensorOf('xy-md02', 9);
  const well = sensorOf('senseair-s8', 2);
  const plan = new PollPlan([silent, well], { everyMs: EVERY_MS, lateMs: LATE_MS });
  plan.begin(0);
  const times: number[] = [];
  const answered: number[] = [];
  for (let nowMs = 0; nowMs < 600_000; ) {
    const { ask, atMs } = plan.next();
    nowMs = Math.max(nowMs, atMs);
    if (ask.sensor === silent) {
      times.push(nowMs);
      nowMs += ASK_MS;
      plan.failed(ask, 'silent', nowMs);
    } else {
      answered.push(nowMs);
      nowMs += 30;
      plan.answered(ask, answerTo(ask), true, nowMs);
    }
  }
  expect(times.length).toBeLessThan(14);
  expect(Math.max(...times.slice(1).map((time, index) => time - times[index]!))).toBeLessThanOrEqual(62_000);
  // Every ten seconds, but for the time-outs of the other.
  expect(answered.length).toBeGreaterThanOrEqual(59);
  expect(plan.faults()).toMatchObject([{ sensor: { slave: 9 }, fault: { code: 'DEVICE_SILENT' } }]);
});

it('believes an answer on a line that damages them only when two agree', () => {
  const plan = new PollPlan([sensorOf('xy-md02', 1)], { everyMs: EVERY_MS, lateMs: LATE_MS });
  plan.begin(0);
  const ask = () => plan.next().ask;
  plan.failed(ask(), 'garbled', 0);
  expect(plan.answered(ask(), [215, 480], true, 10)).toEqual([]);
  // One bit is another, and the check let it pass.
  expect(plan.answered(ask(), [215 + 256, 480], true, 20)).toEqual([]);
  expect(plan.answered(ask(), [215, 481], true, 30)).toEqual([]);
  expect(plan.answered(ask(), [215, 480], true, 40)).toEqual([
    { quantity: 'temperatureC', value: 21.5 },
    { quantity: 'humidityPercent', value: 48 },
  ]);
});
