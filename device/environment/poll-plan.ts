import type { DeviceFaultCode } from '../device-fault.ts';
import type { Reading } from '../process/device-message.ts';
import type { Block } from './maps/register-map.ts';
import type { BusTrouble } from './modbus/bus.ts';
import type { Sensor, SensorFault } from './sensor.ts';

export interface PollTiming {
  everyMs: number;
  /** An answer may come so late that the next request is under way, but no later than this after its own. */
  lateMs: number;
}

/** A question that is asked again and again. */
export interface Ask {
  readonly sensor: Sensor;
  readonly block: Block;
}

interface Planned extends Ask {
  readonly of: Asked;
  dueMs: number;
  roundMs: number;
  /** Without an answer in this round. */
  attempts: number;
  failedRounds: number;
  isAnswered: boolean;
  trouble: SensorFault | undefined;
  /** An answer that waits for a second one that tells the same. */
  first: readonly number[] | undefined;
}

/** What is known of one device on the line. */
interface Asked {
  sensor: Sensor;
  silentRounds: number;
  /** Since the line was opened. */
  hasAnswered: boolean;
  isKnown: boolean;
  /** An answer to what was asked before may still come: nothing is asked of it until then. */
  owesUntilMs: number;
  /** So many of its next readings are only believed when they come twice. */
  doubted: number;
}

const MOST_GARBLED = 3;
const MOST_DISAGREEING = 6;
/** Since a device once answered, so many rounds must fail before that is told. */
const FAILED_ROUNDS = 3;
/** A device that is silent is asked less and less often, at last after so many usual pauses. */
const LONGEST_PAUSE = 6;
/**
 * The check of a frame lets one of 65,536 damaged ones pass. While a line damages frames, two answers must agree: that leaves one
 * of four thousand million.
 */
const DOUBTED_READINGS = 30;

/**
 * What is to be asked next on a line with several devices, and what is thought of the answers. It holds no clock and no line: time
 * is told to it, in milliseconds of any monotonic clock.
 *
 * An RTU answer does not say to which question it is: one that is late would be taken for that to the next, and so on with every
 * one behind it. So a device that owes an answer is left alone until it cannot come any more. Others are asked meanwhile: theirs
 * bear another number.
 */
export class PollPlan {
  readonly #timing: PollTiming;
  readonly #devices: readonly Asked[];
  readonly #asks: readonly Planned[];
  #hasBegun = false;

  constructor(sensors: readonly Sensor[], timing: PollTiming) {
    this.#timing = timing;
    this.#devices = sensors.map((sensor) => ({
      sensor,
      silentRounds: 0,
      hasAnswered: false,
      isKnown: false,
      owesUntilMs: Number.NEGATIVE_INFINITY,
      doubted: 0,
    }));
    this.#asks = this.#devices.flatMap((of) =>
      of.sensor.blocks.map((block) => ({
        ...{ sensor: of.sensor, block, of, dueMs: 0, roundMs: 0, attempts: 0, failedRounds: 0 },
        ...{ isAnswered: false, trouble: undefined, first: undefined },
      })),
    );
  }

  /** The line was opened: everything is asked anew, at once but for answers to what was asked on it before. */
  begin(nowMs: number): void {
    for (const device of this.#devices) {
      device.silentRounds = 0;
      device.hasAnswered = false;
      if (this.#hasBegun) device.owesUntilMs = nowMs + this.#timing.lateMs;
    }
    for (const ask of this.#asks) {
      ask.dueMs = nowMs;
      ask.attempts = 0;
      ask.failedRounds = 0;
      ask.isAnswered = false;
      ask.trouble = undefined;
      ask.first = undefined;
    }
    this.#hasBegun = true;
  }

  /** The line was opened anew because all were silent: they are asked at once, and what is thought of them stays. */
  askAgain(nowMs: number): void {
    for (const ask of this.#asks) {
      ask.dueMs = nowMs;
      ask.attempts = 0;
      ask.first = undefined;
    }
  }

  /** Nobody on the line answers, for so long that it is told. */
  get isSilent(): boolean {
    return this.#devices.every(({ silentRounds, hasAnswered }) => silentRounds >= (hasAnswered ? FAILED_ROUNDS : 1));
  }

  /** What is to be asked, and when. */
  next(): { ask: Ask; atMs: number } {
    const at = ({ dueMs, of }: Planned) => Math.max(dueMs, of.owesUntilMs);
    const ask = this.#asks.reduce((earliest, other) => (at(other) < at(earliest) ? other : earliest));
    return { ask, atMs: at(ask) };
  }

  /** @returns what can be believed of it */
  answered(asked: Ask, words: readonly number[], isClean: boolean, nowMs: number): Reading[] {
    const ask = this.#planned(asked);
    const device = ask.of;
    device.silentRounds = 0;
    device.hasAnswered = true;
    device.isKnown = true;
    if (!isClean) device.doubted = DOUBTED_READINGS;
    if (device.doubted > 0) {
      if (!ask.first || !ask.sensor.agree(ask.block, ask.first, words)) {
        if (ask.first) ask.attempts++;
        ask.first = words;
        ask.dueMs = nowMs;
        if (ask.attempts >= MOST_DISAGREEING) this.failed(ask, 'garbled', nowMs);
        return [];
      }
      device.doubted--;
    }
    this.#endRound(ask, this.#timing.everyMs, nowMs);
    ask.failedRounds = 0;
    ask.isAnswered = true;
    ask.trouble = undefined;
    return ask.sensor.read(ask.block, words, nowMs);
  }

  /** @param exception of an answer that refuses */
  failed(asked: Ask, trouble: Exclude<BusTrouble, 'lost'>, nowMs: number, exception?: number): void {
    const ask = this.#planned(asked);
    const device = ask.of;
    ask.first = undefined;
    ask.attempts++;
    if (trouble !== 'refused') {
      device.owesUntilMs = nowMs + this.#timing.lateMs;
      device.doubted = DOUBTED_READINGS;
    }
    ask.dueMs = nowMs;
    if (ask.attempts < mostAttempts(trouble, device)) return;
    ask.failedRounds++;
    ask.trouble = whatIsWrong(trouble, exception);
    const { everyMs } = this.#timing;
    if (trouble !== 'silent') {
      this.#endRound(ask, everyMs, nowMs);
      return;
    }
    device.silentRounds++;
    const pauseMs = everyMs * Math.min(LONGEST_PAUSE, 2 ** Math.min(device.silentRounds - 1, 10));
    for (const each of this.#asks) if (each.of === device) this.#endRound(each, pauseMs, nowMs);
    // What was held for true may be long ago when it comes back.
    if (device.silentRounds === FAILED_ROUNDS) device.sensor.forget();
  }

  /** Whether everything was asked and told, one way or the other. */
  get isSettled(): boolean {
    return this.#asks.every(({ isAnswered, of, ...ask }) => isAnswered || ask.failedRounds > 0 || of.silentRounds > 0);
  }

  /** Devices that have ever answered. */
  get known(): Sensor[] {
    return this.#devices.filter(({ isKnown }) => isKnown).map(({ sensor }) => sensor);
  }

  /** What is wrong with which device, the worst first. */
  faults(): { sensor: Sensor; fault: SensorFault }[] {
    const faults = this.#devices.flatMap(({ sensor, hasAnswered }) => {
      const asks = this.#asks.filter((ask) => ask.sensor === sensor);
      const unanswered = asks.find(({ failedRounds }) => failedRounds >= (hasAnswered ? FAILED_ROUNDS : 1))?.trouble;
      return [...(unanswered ? [unanswered] : []), ...sensor.faults()].map((fault) => ({ sensor, fault }));
    });
    return faults.sort((a, b) => worst.indexOf(a.fault.code) - worst.indexOf(b.fault.code));
  }

  #planned(asked: Ask): Planned {
    return this.#asks.find((ask) => ask === asked)!;
  }

  #endRound(ask: Planned, pauseMs: number, nowMs: number): void {
    ask.attempts = 0;
    ask.first = undefined;
    const inStepMs = ask.roundMs + pauseMs;
    ask.roundMs = inStepMs > nowMs ? inStepMs : nowMs + pauseMs;
    ask.dueMs = ask.roundMs;
  }
}

const worst: DeviceFaultCode[] = ['DEVICE_SILENT', 'DEVICE_GARBLED', 'DEVICE_REFUSED', 'DEVICE_IMPLAUSIBLE'];

/** What is damaged is asked for again at once, a silence once; a refusal would be the same again. */
function mostAttempts(trouble: BusTrouble, { silentRounds, hasAnswered }: Asked): number {
  if (trouble === 'refused') return 1;
  if (trouble === 'garbled') return MOST_GARBLED;
  return hasAnswered && silentRounds === 0 ? 2 : 1;
}

function whatIsWrong(trouble: Exclude<BusTrouble, 'lost'>, exception: number | undefined): SensorFault {
  switch (trouble) {
    case 'silent':
      return {
        code: 'DEVICE_SILENT',
        what: 'does not answer; check its power, the wires A and B, its address and its baud rate',
      };
    case 'garbled':
      return {
        code: 'DEVICE_GARBLED',
        what: 'its answers are damaged; check baud rate and parity, cable and termination, and that no other device has its address',
      };
    case 'refused':
      return {
        code: 'DEVICE_REFUSED',
        what: `refuses to be read (Modbus exception ${exception}); check that it is this model, and its register map`,
      };
  }
}
